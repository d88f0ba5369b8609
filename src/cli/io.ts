import { readlinkSync } from 'node:fs'
import os from 'node:os'
import { interrupted } from '../core/errors.js'
import type { World } from '../core/ports.js'
import { SILENT } from '../core/progress.js'
import { redact, secretsOf } from '../core/redact.js'
import { type Ask, terminalAsk } from './ask.js'
import type { ExitCode } from './exit-codes.js'
import { liveLine } from './live-line.js'
import { type LogFormat, type Message, messages } from './messages.js'
import { isRedrawable, type Output, output } from './output.js'
import { type ProgressTerminal, terminalProgress } from './progress.js'

/** The process as the command line sees it: the one door to the world. */
export interface Io extends World {
  readonly argv: readonly string[]
  readonly stdout: Output
  readonly stderr: Output
  /** Asks a person, on stderr; null = there is nobody at a terminal. */
  readonly ask: Ask | null
  /** Where it is shown what goes on: on stderr. */
  readonly terminal: ProgressTerminal
  /** Tells on stderr, in the format that was chosen, whatever the verbosity. */
  tell(message: Message): void
  /** Of what is told on stderr. JSON is not mixed with what is redrawn in place. */
  setLogFormat(format: LogFormat): void
  /** Lets `log.info` through. */
  setVerbosity(verbosity: 'quiet' | 'normal' | 'verbose'): void
  /** Nothing is redrawn in place from now on. */
  setPlain(): void
  /** The signal that ended the run, if one did. */
  interruptedBy(): 'SIGINT' | 'SIGTERM' | null
  /** Ends the process with this code when nothing is left to do. */
  finish(code: ExitCode): void
}

/** Columns that the `^C` of the terminal needs beside a line that is redrawn: were it to wrap, the line could not be cleared. */
const ECHO = 3

/** After a signal, what is still running gets this long to clean up. */
const GRACE_MS = 2_000

/** What an interrupted run has left in the event loop gets this long, such as the last words on a pipe. */
const LINGER_MS = 50

export function processIo(host: NodeJS.Process, version: string): Io {
  // The SDK's notice about Node 20 is for developers of ctrain, not for its users.
  host.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ||= 'true'
  // CI systems export variables without a value; the SDK would take them for an answer.
  for (const name of ['AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_PROFILE']) {
    if (host.env[name] === '') delete host.env[name]
  }
  // What went wrong outside any command decides the exit code.
  let fatal: ExitCode | null = null
  const secrets = secretsOf(host.env)
  const line = liveLine((text) => host.stderr.write(text))
  const stderr = output(
    host,
    host.stderr,
    () => {},
    (text) => line.above(redact(text, secrets)),
  )
  const stdout = output(host, host.stdout, (error) => {
    fatal = 3
    host.exitCode = fatal
    told.tell({ level: 'error', message: `the report can't be written: ${error.message}` })
  })
  host.on('uncaughtException', (error) => {
    fatal = 70
    host.exitCode = fatal
    told.tell({
      level: 'bug',
      message: `bug in ctrain ${version}, please report it with this stack:\n${error.stack ?? error.message}`,
    })
  })
  const interruption = watchSignals(host)
  interruption.signal.addEventListener('abort', line.end)
  const told = messages(stderr.write, () => new Date())
  let verbosity: 'quiet' | 'normal' | 'verbose' = 'normal'
  let isLive = isRedrawable(host.env, host.stderr)
  const terminal: ProgressTerminal = {
    writeLine: (message) => told.tell({ level: 'info', message }),
    live: () => (isLive ? { show: line.show, columns: () => (host.stderr.columns || 80) - ECHO } : null),
    verbosity: () => verbosity,
    now: () => Date.now(),
    every,
  }
  return {
    argv: host.argv.slice(2),
    env: host.env,
    cwd: host.cwd(),
    home: os.homedir(),
    tmp: os.tmpdir(),
    cpus: os.availableParallelism(),
    version,
    pid: host.pid,
    user: userName(host.env),
    host: hostName(),
    signal: interruption.signal,
    now: () => new Date(),
    isAlive,
    killGroup,
    stdout,
    stderr,
    ask: terminalAsk(host, interruption.signal),
    log: {
      warn: (message) => verbosity !== 'quiet' && told.tell({ level: 'warning', message }),
      info: (message) => verbosity === 'verbose' && told.tell({ level: 'info', message }),
    },
    tell: told.tell,
    setLogFormat: (format) => {
      told.setFormat(format)
      if (format === 'json') isLive = false
    },
    terminal,
    progress: terminalProgress(terminal),
    setVerbosity: (value) => {
      verbosity = value
    },
    setPlain: () => {
      isLive = false
    },
    interruptedBy: interruption.by,
    finish(code) {
      interruption.stop()
      host.exitCode = fatal ?? code
      // All is cleaned up; a timer of the SDK, between two attempts, would keep the process for seconds.
      if (interruption.by() !== null) setTimeout(() => host.exit(), LINGER_MS).unref()
    },
  }
}

/** The world of a program that uses ctrain as a library: no output, its own signal. */
export function libraryWorld(version: string, overrides: Partial<World> = {}): World {
  return {
    env: process.env,
    cwd: process.cwd(),
    home: os.homedir(),
    tmp: os.tmpdir(),
    cpus: os.availableParallelism(),
    version,
    pid: process.pid,
    user: userName(process.env),
    host: hostName(),
    signal: new AbortController().signal,
    now: () => new Date(),
    isAlive,
    killGroup,
    log: { warn() {}, info() {} },
    progress: SILENT,
    ...overrides,
  }
}

/** One that belongs to somebody else answers that it may not be asked. */
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** In CI, the person who set it off: its accounts have one name for all. Some containers run as a number that has no name. */
function userName(env: NodeJS.ProcessEnv): string {
  try {
    return env['GITHUB_ACTOR'] || env['GITLAB_USER_LOGIN'] || os.userInfo().username
  } catch {
    return env['USER'] ?? env['LOGNAME'] ?? 'unknown'
  }
}

/** Containers may share a host's name, but not its processes. */
function hostName(): string {
  try {
    return `${os.hostname()} ${readlinkSync('/proc/self/ns/pid')}`
  } catch {
    // Only Linux has namespaces.
    return os.hostname()
  }
}

/** One that has ended meanwhile is no failure. */
function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}

/** Does not keep the process alive. */
function every(ms: number, callback: () => void): () => void {
  const timer = setInterval(callback, ms).unref()
  return () => clearInterval(timer)
}

/** The first signal asks everything to stop; a second one, or no end within the grace, ends the process the hard way. */
function watchSignals(host: NodeJS.Process) {
  const controller = new AbortController()
  let by: 'SIGINT' | 'SIGTERM' | null = null
  const stop = () => {
    host.off('SIGINT', onSignal)
    host.off('SIGTERM', onSignal)
  }
  const onSignal = (signal: NodeJS.Signals) => {
    const kill = () => {
      stop()
      host.kill(host.pid, signal)
    }
    if (by !== null) return kill()
    by = signal === 'SIGTERM' ? 'SIGTERM' : 'SIGINT'
    controller.abort(interrupted())
    setTimeout(kill, GRACE_MS).unref()
  }
  host.on('SIGINT', onSignal)
  host.on('SIGTERM', onSignal)
  return { signal: controller.signal, by: () => by, stop }
}
