/** Where text goes, and what it may hold. */
export interface Output {
  write(text: string): void
  readonly isColored: boolean
  /** Shows nothing but ASCII. */
  readonly isAscii: boolean
  readonly isTerminal: boolean
  readonly columns: number
}

/** One of the standard streams. */
export function output(
  host: NodeJS.Process,
  stream: NodeJS.WriteStream,
  onError: (error: Error) => void,
  write: (text: string) => void = (text) => stream.write(text),
): Output {
  // A reader such as `head` that has seen enough is no failure.
  stream.on('error', (error: NodeJS.ErrnoException) => error.code !== 'EPIPE' && onError(error))
  return {
    write,
    isColored: isColored(host.env, stream),
    isAscii: host.env['TERM'] === 'dumb',
    isTerminal: stream.isTTY === true,
    // A terminal that was never told its size says 0.
    columns: stream.columns || 80,
  }
}

/** Whether a line can be drawn anew in place. */
export function isRedrawable(env: NodeJS.ProcessEnv, stream: NodeJS.WriteStream): boolean {
  return stream.isTTY === true && env['TERM'] !== 'dumb' && !env['NO_COLOR']
}

function isColored(env: NodeJS.ProcessEnv, stream: NodeJS.WriteStream): boolean {
  if (env['NO_COLOR']) return false
  if (env['FORCE_COLOR'] !== undefined) return env['FORCE_COLOR'] !== '0'
  return stream.isTTY === true && env['TERM'] !== 'dumb'
}
