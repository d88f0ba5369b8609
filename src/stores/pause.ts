import { setTimeout as sleep } from 'node:timers/promises'
import { interrupted, isKnownError } from '../core/errors.js'

/** Waits, or rejects as interrupted when the run must stop. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    // A signal of its own: many may wait at once.
    await sleep(ms, undefined, { signal: AbortSignal.any([signal]) })
  } catch (error) {
    if (!signal.aborted) throw error
    throw isKnownError(signal.reason) ? signal.reason : interrupted()
  }
}
