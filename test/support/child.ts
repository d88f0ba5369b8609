import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'

export interface Started {
  readonly child: ChildProcessWithoutNullStreams
  readonly done: Promise<Ended>
}

export interface Ended {
  readonly code: number | null
  readonly signal: string | null
  readonly out: string
  readonly err: string
}

/** A process of its own, and what it prints until it ends. */
export function startChild(
  [program, ...argv]: readonly [string, ...string[]],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Started {
  const child = spawn(program, argv, options)
  let out = ''
  let err = ''
  child.stdout.on('data', (text) => {
    out += text
  })
  child.stderr.on('data', (text) => {
    err += text
  })
  return { child, done: new Promise((resolve) => child.on('close', (code, signal) => resolve({ code, signal, out, err }))) }
}
