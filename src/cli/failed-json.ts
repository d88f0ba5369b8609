import { errorOf } from '../pipeline/outcome.js'
import type { ExitCode } from './exit-codes.js'
import type { Io } from './io.js'

/** What JSON has besides its error; here, as nothing was found. */
type Nothing = Readonly<Record<string, null | readonly never[]>>

/** What the work throws is printed as JSON too, where that was asked for, and thrown on. */
export async function withFailedJson(format: string, nothing: Nothing, work: () => Promise<ExitCode>, io: Io): Promise<ExitCode> {
  try {
    return await work()
  } catch (cause) {
    if (format === 'json' && !io.signal.aborted) printFailedJson(nothing, cause, io)
    throw cause
  }
}

/** The document of a command that has failed, in the shape of its success. */
export function printFailedJson(nothing: Nothing, cause: unknown, io: Pick<Io, 'stdout'>): void {
  io.stdout.write(`${JSON.stringify({ schemaVersion: 1, ...nothing, error: errorOf(cause) }, null, 2)}\n`)
}
