import { setTimeout as sleep } from 'node:timers/promises'
import { interruptionOf } from '../core/errors.js'

/** Waits, or rejects with why when the signal comes. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    // A signal of its own: many may wait at once.
    await sleep(ms, undefined, { signal: AbortSignal.any([signal]) })
  } catch (error) {
    if (!signal.aborted) throw error
    throw interruptionOf(signal)
  }
}
