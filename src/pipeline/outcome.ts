import { isKnownError } from '../core/errors.js'
import type { Evaluation, EvaluationError } from '../core/evaluation.js'
import { redact } from '../core/redact.js'

export interface Outcome {
  readonly evaluation: Evaluation
  /** What was thrown, where `evaluation.error` tells of it. */
  readonly cause: unknown
}

/** An evaluation of which nothing more is known than what went wrong. */
export function withError(evaluation: Evaluation, cause: unknown): Evaluation {
  return { ...evaluation, error: errorOf(cause) }
}

/** What was thrown, as a part of the report. */
export function errorOf(cause: unknown): EvaluationError {
  if (isKnownError(cause)) return { kind: cause.kind, message: cause.message, hint: cause.hint }
  const message = cause instanceof Error ? cause.message : String(cause)
  return { kind: 'bug', message: redact(message), hint: 'this is a bug in ctrain; its stack is on stderr' }
}
