import type { Appendix } from '../core/appendix.js'
import { isKnownError, knownError } from '../core/errors.js'
import type { Evaluation, EvaluationError } from '../core/evaluation.js'
import { redact } from '../core/redact.js'

export interface Outcome {
  readonly evaluation: Evaluation
  /** What was thrown, where `evaluation.error` tells of it. */
  readonly cause: unknown
  /** What the history did not take, though what it tells of was done. */
  readonly lost: readonly LostRecord[]
  /** Where a report asks for it. */
  readonly appendix?: Appendix
}

/** A record that could not be written; it belongs on stderr, so that it is not lost. */
export interface LostRecord {
  /** The document that would hold it. */
  readonly uri: string
  /** One line of JSON. */
  readonly line: string
  /** What to tell: the world failed, whatever it was in detail. */
  readonly problem: unknown
}

/** `what` = what was done all the same, such as `the model was evaluated`. */
export function lostRecord(what: string, uri: string, line: string, cause: unknown): LostRecord {
  if (!isKnownError(cause)) return { uri, line, problem: cause }
  const isOfWorld = ['permission', 'network', 'aws', 'filesystem'].includes(cause.kind)
  const kind = isOfWorld ? cause.kind : /^\w+:\/\//.test(uri) ? 'aws' : 'filesystem'
  const hint = `the record is on stderr, one line of JSON: keep it, or write it to ${uri}`
  const problem = knownError(kind, `${what}, but this can't be recorded: ${cause.message}`, {
    hint: cause.hint === null ? hint : `${cause.hint}; ${hint}`,
    cause,
  })
  return { uri, line, problem }
}

/** What was found and decided stays; that it could not be recorded is its error, unless it has one. */
export function withLost(outcome: Outcome, lost: readonly LostRecord[]): Outcome {
  const [first] = lost
  if (first === undefined) return outcome
  const all = [...outcome.lost, ...lost]
  if (outcome.evaluation.error !== null) return { ...outcome, lost: all }
  return { ...outcome, evaluation: withError(outcome.evaluation, first.problem), cause: first.problem, lost: all }
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
