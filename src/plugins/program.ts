import { spawn } from 'node:child_process'
import { interrupted } from '../core/errors.js'
import type { World } from '../core/ports.js'
import { createClock } from './clock.js'

/** What a program did last. */
export type ProgramEvent =
  | { readonly type: 'line'; readonly text: string }
  /** It had something to read or to answer, and did neither for too long. */
  | { readonly type: 'timeout' }
  | { readonly type: 'flood' }
  | { readonly type: 'missing'; readonly why: string }
  | { readonly type: 'exit'; readonly code: number | null; readonly signal: string | null }

/** A running program that owes a line for everything that it is given. */
export interface Conversation {
  /** False when the program does not read any more. */
  give(bytes: Uint8Array): Promise<boolean>
  /** Nothing more will be given: it owes its end. */
  endInput(): void
  next(): Promise<ProgramEvent>
  /** The end of what it wrote to stderr. */
  stderr(): string
  /** Kills it and what it started, if anything of that still runs. */
  stop(): Promise<void>
}

const MOST_OUTPUT = 1_000_000
const MOST_STDERR = 2_000

/** `patience` = milliseconds that may pass without progress. */
export function startProgram(
  command: readonly [string, ...string[]],
  directory: string,
  patience: number,
  world: World,
): Conversation {
  const [file, ...args] = command
  // A group of its own, so that what it starts can be killed with it.
  const child = spawn(file, args, { cwd: directory, detached: true, stdio: ['pipe', 'pipe', 'pipe'] })
  const events = createQueue(world.signal)
  const clock = createClock(patience, () => events.emit({ type: 'timeout' }))
  let isReading = true
  let isGiving = false
  let hasAll = false
  // Lines that it owes; below 0 where it answers before it has read everything.
  let owed = 0
  let errors = ''
  let rest = ''
  let size = 0
  const progress = () => {
    // It may be idle while a table is being made.
    if (owed > 0 || isGiving || hasAll) clock.restart()
    else clock.stop()
  }
  const ended = () => {
    isReading = false
    clock.stop()
  }
  const closed = new Promise<void>((resolve) => {
    child.on('error', (error) => {
      ended()
      const why = 'code' in error && error.code === 'ENOENT' ? `there is no program ${file}` : error.message
      events.emit({ type: 'missing', why })
      resolve()
    })
    child.on('close', (code, signal) => {
      ended()
      if (rest.trim() !== '') events.emit({ type: 'line', text: rest.trim() })
      events.emit({ type: 'exit', code, signal })
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
    if (size > MOST_OUTPUT) return events.emit({ type: 'flood' })
    const lines = `${rest}${text}`.split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines.map((each) => each.trim())) {
      if (line === '') continue
      owed--
      progress()
      events.emit({ type: 'line', text: line })
    }
  })
  return {
    async give(bytes) {
      if (!isReading) return false
      isGiving = true
      clock.start()
      const isRoom = child.stdin.write(bytes)
      if (!isRoom) await Promise.race([new Promise((resolve) => child.stdin.once('drain', resolve)), closed])
      isGiving = false
      owed++
      if (isReading) progress()
      return isReading
    },
    endInput() {
      hasAll = true
      if (isReading) clock.restart()
      child.stdin.end()
    },
    next: events.next,
    stderr: () => errors.trim(),
    async stop() {
      clock.stop()
      // What it started may outlive it.
      if (child.pid !== undefined) world.killGroup(child.pid)
      // What has left the group may hold on to them.
      for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy()
      await closed
      events.close()
    },
  }
}

/** Events in the order in which they happen. */
function createQueue(signal: AbortSignal) {
  const events: ProgramEvent[] = []
  let wake = () => {}
  const abort = () => wake()
  signal.addEventListener('abort', abort)
  return {
    emit(event: ProgramEvent) {
      events.push(event)
      wake()
    },
    /** Rejects when the run is interrupted. */
    async next(): Promise<ProgramEvent> {
      for (;;) {
        if (signal.aborted) throw interrupted()
        const event = events.shift()
        if (event !== undefined) return event
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    },
    close: () => signal.removeEventListener('abort', abort),
  }
}
