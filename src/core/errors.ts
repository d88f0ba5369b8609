import { redact } from './redact.js'

/**
 * Why a known error happened; the command line maps each kind to an exit code.
 * - `usage`, `config`, `data`: the user can fix it.
 * - `permission`, `network`, `aws`, `filesystem`: the world failed.
 * - `interrupted`: the caller asked to stop.
 */
export type ErrorKind = 'usage' | 'config' | 'data' | 'permission' | 'network' | 'aws' | 'filesystem' | 'interrupted'

/** An error that ctrain foresaw: what was wrong and where (`message`), and what to do (`hint`). */
export interface KnownError extends Error {
  readonly name: 'CtrainError'
  readonly kind: ErrorKind
  readonly hint: string | null
  /** The permission that is missing; null where that is not why. */
  readonly refused: Refused | null
}

/** An IAM action that was not allowed, and on what: an ARN or a URI. */
export interface Refused {
  readonly action: string
  readonly resource: string
}

/** Builds a {@link KnownError}; throw it. Anything else that is thrown counts as a bug. Its texts hold no credentials. */
export function knownError(
  kind: ErrorKind,
  message: string,
  details: { readonly hint?: string; readonly cause?: unknown; readonly refused?: Refused } = {},
): KnownError {
  const { hint, cause, refused = null } = details
  const error = new Error(redact(message), cause === undefined ? {} : { cause })
  return Object.assign(error, { name: 'CtrainError' as const, kind, hint: hint === undefined ? null : redact(hint), refused })
}

/** Whether what was thrown is a failure that ctrain explains, with a kind and perhaps a hint, and not a bug. */
export function isKnownError(error: unknown): error is KnownError {
  return error instanceof Error && error.name === 'CtrainError' && 'kind' in error
}

export function interrupted(): KnownError {
  return knownError('interrupted', 'interrupted')
}

/** Why an aborted signal wants the work to end; an interruption unless it says otherwise. */
export function interruptionOf({ reason }: AbortSignal): KnownError {
  return isKnownError(reason) ? reason : interrupted()
}
