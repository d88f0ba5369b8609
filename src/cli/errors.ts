import { isKnownError } from '../core/errors.js'
import { codeOfError, type ExitCode } from './exit-codes.js'
import type { Io } from './io.js'

/** Tells what was thrown on stderr: a sentence and what to do, or for a bug the stack. `subject` says what it concerns. Returns the exit code. */
export function reportError(error: unknown, io: Io, subject = ''): ExitCode {
  if (io.signal.aborted || (isKnownError(error) && error.kind === 'interrupted')) {
    io.tell({ level: 'info', message: 'interrupted' })
    return io.interruptedBy() === 'SIGTERM' ? 143 : 130
  }
  if (isKnownError(error)) {
    io.tell({ level: 'error', message: `${subject}${error.message}`, hint: error.hint })
    return codeOfError(error.kind)
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  io.tell({ level: 'bug', message: `${subject}bug in ctrain ${io.version}, please report it with this stack:\n${stack}` })
  return codeOfError('bug')
}
