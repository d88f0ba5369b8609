import { isKnownError } from '../../core/errors.js'
import type { World } from '../../core/ports.js'
import type { Unseen } from '../../core/run-plan.js'
import { errorOf } from '../outcome.js'

/** What was found by looking, or why it could not be looked at. */
export type Seen<T> = { readonly value: T; readonly unseen: null } | Missed<T>

interface Missed<T> {
  /** What is known all the same. */
  readonly value: T
  readonly unseen: Unseen
  readonly cause: unknown
}

/** Looks; `otherwise` = what is known where that fails. */
export async function look<T>(what: Unseen['what'], work: () => Promise<T>, otherwise: T, world: World): Promise<Seen<T>> {
  try {
    return { value: await work(), unseen: null }
  } catch (cause) {
    if (world.signal.aborted || !isKnownError(cause)) throw cause
    return { value: otherwise, unseen: { what, error: errorOf(cause) }, cause }
  }
}
