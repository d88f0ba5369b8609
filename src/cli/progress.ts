import type { Doing, PhaseResult, Progress, RunningPhase } from '../core/progress.js'
import { phaseLine, statusLine } from './progress-text.js'

/** Where progress is shown. */
export interface ProgressTerminal {
  /** A line that stays. */
  writeLine(line: string): void
  /** Shows a text below all lines in place of the one before, or takes it away (null). Null = no terminal. */
  live(): { show(text: string | null): void; columns(): number } | null
  verbosity(): 'quiet' | 'normal' | 'verbose'
  /** Milliseconds, from any moment. */
  now(): number
  /** Calls back every so many milliseconds until the answer is called. */
  every(ms: number, callback: () => void): () => void
}

/** Redraws at most ten times a second. */
const FRAME_MS = 100

/** The rate is that of the last seconds, so that it follows a network that slows down. */
const RATE_MS = 5_000

/** One line per phase when it ends; on a terminal also what runs at the moment. */
export function terminalProgress(terminal: ProgressTerminal, model: string | null = null, isLocal = false): Progress {
  const isShown = () => terminal.verbosity() === 'verbose' || (terminal.verbosity() === 'normal' && !isLocal)
  return {
    of: (name) => terminalProgress(terminal, name, isLocal),
    local: () => terminalProgress(terminal, model, true),
    begin: (doing, bytes) => beginPhase(terminal, { model, doing, total: bytes ?? 0, isShown }),
  }
}

interface Beginning {
  readonly model: string | null
  readonly doing: Doing
  /** Bytes that will come; 0 = not known, or none. */
  readonly total: number
  isShown(): boolean
}

function beginPhase(terminal: ProgressTerminal, { model, doing, total, isShown }: Beginning): RunningPhase {
  const start = terminal.now()
  const rate = rateOver(RATE_MS, start)
  const live = isShown() ? terminal.live() : null
  let done = 0
  const draw = () => {
    const now = terminal.now()
    const bytes = total === 0 ? null : { done, total, perSecond: rate.perSecond(now, done) }
    live?.show(statusLine({ model, doing, elapsed: now - start, bytes }, live.columns()))
  }
  let stopDrawing = live === null ? null : terminal.every(FRAME_MS, draw)
  const stop = () => {
    if (stopDrawing === null) return
    stopDrawing()
    stopDrawing = null
    live?.show(null)
  }
  return {
    advance(bytes) {
      done = Math.max(0, done + bytes)
    },
    done(result: PhaseResult) {
      stop()
      if (isShown()) terminal.writeLine(phaseLine(model, result, terminal.now() - start))
    },
    stop,
  }
}

/** Bytes per second over the last `window` milliseconds. */
function rateOver(window: number, start: number) {
  let samples = [{ at: start, done: 0 }]
  return {
    perSecond(now: number, done: number): number {
      const old = samples.filter(({ at }) => at <= now - window).length
      // The newest of the old ones begins the window.
      samples = [...samples.slice(Math.max(0, old - 1)), { at: now, done }]
      const [first] = samples
      return first === undefined || now === first.at ? 0 : Math.max(0, ((done - first.done) * 1000) / (now - first.at))
    },
  }
}
