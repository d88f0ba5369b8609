import { isKnownError } from '../core/errors.js'
import { codeOfError, type ExitCode } from './exit-codes.js'
import type { Io } from './io.js'

/** Tells what was thrown on stderr: a sentence and what to do, or for a bug the stack. `subject` says what it concerns. Returns the exit code. */
export function reportError(error: unknown, io: Io, subject = ''): ExitCode {
  if (io.signal.aborted || (isKnownError(error) && error.kind === 'interrupted')) {
    io.stderr.write('interrupted\n')
    return io.interruptedBy() === 'SIGTERM' ? 143 : 130
  }
  if (isKnownError(error)) {
    io.stderr.write(`error: ${subject}${error.message}\n`)
    if (error.hint !== null) io.stderr.write(`hint: ${error.hint}\n`)
    return codeOfError(error.kind)
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  io.stderr.write(`${subject}bug in ctrain ${io.version}, please report it with this stack:\n${stack}\n`)
  return codeOfError('bug')
}
