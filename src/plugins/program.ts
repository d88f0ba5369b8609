import { spawn } from 'node:child_process'
import { interrupted } from '../core/errors.js'
import type { World } from '../core/ports.js'

/** What a program did last. */
export type ProgramEvent =
  | { readonly type: 'line'; readonly text: string }
  | { readonly type: 'timeout' }
  | { readonly type: 'flood' }
  | { readonly type: 'missing'; readonly why: string }
  | { readonly type: 'exit'; readonly code: number | null; readonly signal: string | null }

/** A running program, its lines as events. */
export interface Conversation {
  /** False when the program does not read any more. */
  write(bytes: Uint8Array): Promise<boolean>
  endInput(): void
  next(timeout: number): Promise<ProgramEvent>
  /** The end of what it wrote to stderr. */
  stderr(): string
  /** Kills it and what it started, if it still runs. */
  stop(): Promise<void>
}

const MOST_OUTPUT = 1_000_000
const MOST_STDERR = 2_000

export function startProgram(command: readonly [string, ...string[]], directory: string, world: World): Conversation {
  const [file, ...args] = command
  // A group of its own, so that what it starts can be killed with it.
  const child = spawn(file, args, { cwd: directory, detached: true, stdio: ['pipe', 'pipe', 'pipe'] })
  const events: ProgramEvent[] = []
  let wake = () => {}
  let isReading = true
  let isRunning = true
  let errors = ''
  let rest = ''
  let size = 0
  const emit = (event: ProgramEvent) => {
    events.push(event)
    wake()
  }
  const closed = new Promise<void>((resolve) => {
    child.on('error', (error) => {
      isRunning = false
      isReading = false
      emit({ type: 'missing', why: 'code' in error && error.code === 'ENOENT' ? `there is no program ${file}` : error.message })
      resolve()
    })
    child.on('close', (code, signal) => {
      isRunning = false
      isReading = false
      if (rest.trim() !== '') emit({ type: 'line', text: rest.trim() })
      emit({ type: 'exit', code, signal })
      resolve()
    })
  })
  // It may have its answer before it has read everything.
  child.stdin.on('error', () => {
    isReading = false
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-MOST_STDERR)
  })
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    size += text.length
    if (size > MOST_OUTPUT) return emit({ type: 'flood' })
    const lines = `${rest}${text}`.split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) if (line.trim() !== '') emit({ type: 'line', text: line.trim() })
  })
  return {
    async write(bytes) {
      if (!isReading) return false
      const isRoom = child.stdin.write(bytes)
      if (!isRoom) await Promise.race([new Promise((resolve) => child.stdin.once('drain', resolve)), closed])
      return isReading
    },
    endInput: () => child.stdin.end(),
    async next(timeout) {
      const [first] = events
      if (first === undefined && !(await arrives(timeout, world.signal, (resolve) => (wake = resolve))))
        return { type: 'timeout' }
      if (world.signal.aborted) throw interrupted()
      return events.shift() ?? { type: 'timeout' }
    },
    stderr: () => errors.trim(),
    async stop() {
      if (isRunning && child.pid !== undefined) world.killGroup(child.pid)
      child.stdin.destroy()
      await closed
    },
  }
}

/** Whether something happens in time; an abort counts as such. */
async function arrives(timeout: number, signal: AbortSignal, onWake: (resolve: () => void) => void): Promise<boolean> {
  const late = Symbol('late')
  let timer: NodeJS.Timeout | undefined
  let onAbort = () => {}
  const outcome = await Promise.race([
    new Promise<void>((resolve) => {
      onAbort = resolve
      onWake(resolve)
      if (signal.aborted) resolve()
      signal.addEventListener('abort', onAbort)
    }),
    new Promise<symbol>((resolve) => {
      timer = setTimeout(() => resolve(late), timeout)
    }),
  ])
  clearTimeout(timer)
  signal.removeEventListener('abort', onAbort)
  return outcome !== late
}
