import { pause } from '../aws/pause.js'
import type { KnownError } from '../core/errors.js'

/** Why one try failed. */
export interface FailedTry {
  /** As it is told when it was the last one; `tries` = how many there were. */
  error(tries: number): KnownError
  /** Whether another try may help. */
  readonly isPassing: boolean
  /** Milliseconds that the receiver asks to wait; null = it does not say. */
  readonly wait: number | null
}

/** Tries until it succeeds (null), fails for good, or was tried `retries` times more. Waits longer from try to try. */
export async function withRetries(retries: number, attempt: () => Promise<FailedTry | null>, signal: AbortSignal): Promise<void> {
  for (let tries = 1; ; tries++) {
    const failed = await attempt()
    if (failed === null) return
    const wait = failed.wait ?? Math.min(500 * 2 ** (tries - 1), MOST_WAIT_MS)
    // Who asks for longer than we have is not asked again sooner.
    if (!failed.isPassing || tries > retries || wait > MOST_WAIT_MS) throw failed.error(tries)
    await pause(wait, signal)
  }
}

/** In a message, how often it was tried, where that is more than once. */
export function triesText(tries: number): string {
  return tries === 1 ? '' : ` (after ${tries} attempts)`
}

const MOST_WAIT_MS = 20_000
