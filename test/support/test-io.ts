import { mkdtempSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { ExitCode } from '../../src/cli/exit-codes.js'
import { type Io, libraryWorld } from '../../src/cli/io.js'
import { run } from '../../src/cli/main.js'
import { messages } from '../../src/cli/messages.js'
import type { Output } from '../../src/cli/output.js'
import { type ProgressTerminal, terminalProgress } from '../../src/cli/progress.js'

export interface TestIo extends Io {
  readonly out: () => string
  readonly err: () => string
}

/** A process for whole-program tests: its own folders and clock, what it prints kept as text. */
export function createTestIo(argv: readonly string[], overrides: Partial<Io> = {}): TestIo {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'ctrain-test-'))
  const stdout = capture()
  const stderr = capture()
  const told = messages(stderr.write, () => new Date('2026-11-15T06:00:00Z'))
  let verbosity: 'quiet' | 'normal' | 'verbose' = 'normal'
  const terminal: ProgressTerminal = {
    writeLine: (message) => told.tell({ level: 'info', message }),
    live: () => null,
    verbosity: () => verbosity,
    now: () => 0,
    every: () => () => {},
  }
  const env = { ...process.env, CTRAIN_CACHE_DIR: path.join(folder, 'cache') }
  return {
    argv,
    env,
    cwd: process.cwd(),
    home: folder,
    tmp: folder,
    cpus: 2,
    version: '0.0.0-test',
    pid: process.pid,
    user: 'tester',
    host: 'test',
    signal: new AbortController().signal,
    now: () => new Date('2026-11-15T06:00:00Z'),
    isAlive: libraryWorld('0.0.0-test').isAlive,
    killGroup: libraryWorld('0.0.0-test').killGroup,
    log: {
      warn: (message) => verbosity !== 'quiet' && told.tell({ level: 'warning', message }),
      info: (message) => verbosity === 'verbose' && told.tell({ level: 'info', message }),
    },
    tell: told.tell,
    setLogFormat: told.setFormat,
    ask: null,
    terminal,
    progress: terminalProgress(terminal),
    stdout,
    stderr,
    setVerbosity: (value) => {
      verbosity = value
    },
    setPlain() {},
    interruptedBy: () => null,
    finish() {},
    out: stdout.text,
    err: stderr.text,
    ...overrides,
  }
}

export interface Run {
  readonly code: ExitCode
  readonly out: string
  readonly err: string
}

/** Runs one command line in this process. */
export async function runCli(argv: readonly string[], overrides: Partial<Io> = {}): Promise<Run> {
  const io = createTestIo(argv, overrides)
  const code = await run(io)
  return { code, out: io.out(), err: io.err() }
}

function capture(): Output & { readonly text: () => string } {
  let text = ''
  return {
    write: (part) => {
      text += part
    },
    isColored: false,
    isAscii: false,
    isTerminal: false,
    columns: 80,
    text: () => text,
  }
}
