import { knownError } from '../core/errors.js'

/** When waiting ends at the latest. */
export interface TimeLimit {
  readonly isSet: boolean
  /** The time is up: pauses end, and one last look follows. */
  readonly timeUp: AbortSignal
  /** That look ends, too. */
  readonly callsEnd: AbortSignal
  /** Lets the process end before. */
  clear(): void
}

/** The limit counts from now. `timeout` in milliseconds, at most 24 days; null = no limit. */
export function startTimeLimit(timeout: number | null): TimeLimit {
  requireTimeout(timeout)
  const timeUp = new AbortController()
  const callsEnd = new AbortController()
  const endCalls = () => callsEnd.abort(knownError('network', 'Step Functions did not answer before the time was up'))
  const timers = timeout === null ? [] : [setTimeout(() => timeUp.abort(), timeout), setTimeout(endCalls, timeout + LAST_LOOK_MS)]
  return {
    isSet: timeout !== null,
    timeUp: timeUp.signal,
    callsEnd: callsEnd.signal,
    clear: () => timers.forEach(clearTimeout),
  }
}

/** Refuses a time limit that can't be kept, so that it is known before anything is started. */
export function requireTimeout(timeout: number | null): void {
  if (timeout === null || (timeout >= 0 && timeout <= MOST_MS)) return
  throw knownError('usage', `a time-out of ${timeout} ms can't be kept`, { hint: 'wait at most 24 days' })
}

const LAST_LOOK_MS = 5_000

/** What timers take is little more. */
const MOST_MS = 24 * 86_400_000

/** Resolves when so many milliseconds have passed, or one of the signals comes. */
export async function rest(ms: number, signals: readonly AbortSignal[]): Promise<void> {
  const signal = AbortSignal.any([...signals])
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, signal.aborted ? 0 : ms)
    const wake = () => {
      clearTimeout(timer)
      resolve()
    }
    signal.addEventListener('abort', wake, { once: true })
  })
}

/** What the work gives; rejects at once when the signal comes, whether the work heeds it or not. */
export async function unlessAborted<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  signal.throwIfAborted()
  return await new Promise<T>((resolve, reject) => {
    const abort = () => reject(signal.reason)
    signal.addEventListener('abort', abort, { once: true })
    work()
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', abort))
  })
}
