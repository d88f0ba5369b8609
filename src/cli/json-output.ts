import { errorOf } from '../pipeline/outcome.js'
import type { ExitCode } from './exit-codes.js'
import type { Io } from './io.js'

/** Prints the one JSON document of a command. */
export function printJson(content: object, { stdout }: Pick<Io, 'stdout'>): void {
  stdout.write(`${JSON.stringify({ schemaVersion: 1, ...content }, null, 2)}\n`)
}

/** What the work throws is printed as JSON too, where that was asked for, and thrown on. `nothing` = what JSON has besides its error. */
export async function withFailedJson(format: string, nothing: object, work: () => Promise<ExitCode>, io: Io): Promise<ExitCode> {
  try {
    return await work()
  } catch (cause) {
    if (format === 'json' && !io.signal.aborted) printFailedJson(nothing, cause, io)
    throw cause
  }
}

/** The document of a command that has failed, in the shape of its success. */
export function printFailedJson(nothing: object, cause: unknown, io: Pick<Io, 'stdout'>): void {
  printJson({ ...nothing, error: errorOf(cause) }, io)
}
