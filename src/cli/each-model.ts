import type { EvaluationError } from '../core/evaluation.js'
import { errorOf } from '../pipeline/outcome.js'
import { reportError } from './errors.js'
import { codeOfError, type ExitCode, firstCode } from './exit-codes.js'
import type { Io } from './io.js'

/** What a command says of one model. */
export interface ModelEntry {
  readonly model: string
  readonly error: EvaluationError | null
}

/** Works on models one by one, whatever becomes of the others. What fails is told, and has an entry of its own. */
export async function eachModel<T extends ModelEntry>(
  names: readonly string[],
  io: Io,
  work: (model: string) => Promise<T>,
  failed: (model: string, error: EvaluationError) => T,
): Promise<T[]> {
  const entries: T[] = []
  for (const model of names) {
    try {
      entries.push(await work(model))
    } catch (cause) {
      if (io.signal.aborted) throw cause
      reportError(cause, io, subjectOf(model, names))
      entries.push(failed(model, errorOf(cause)))
    }
  }
  return entries
}

/** How a message about one of several models begins. */
export function subjectOf(model: string, names: readonly string[]): string {
  return names.length > 1 ? `${model}: ` : ''
}

/** The exit code of all. */
export function codeOfEntries(entries: readonly ModelEntry[]): ExitCode {
  return firstCode(entries.map(({ error }) => (error === null ? 0 : codeOfError(error.kind))))
}
