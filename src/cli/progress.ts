import type { Doing, Extent, PhaseResult, Progress, RunningPhase } from '../core/progress.js'
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

/** What reads local files is mostly over before it can be read. */
const DELAY_MS = 500

/** The rate is that of the last seconds, so that it follows a network that slows down. */
const RATE_MS = 5_000

/** One line per phase when it ends; on a terminal also what runs at the moment. */
export function terminalProgress(terminal: ProgressTerminal, model: string | null = null, isLocal = false): Progress {
  const isShown = () => terminal.verbosity() === 'verbose' || (terminal.verbosity() === 'normal' && !isLocal)
  return {
    of: (name) => terminalProgress(terminal, name, isLocal),
    local: () => terminalProgress(terminal, model, true),
    get isWatched() {
      return liveOf(terminal) !== null
    },
    begin: (doing, extent) => beginPhase(terminal, { model, doing, extent: extent ?? null, isShown }),
  }
}

interface Beginning {
  readonly model: string | null
  readonly doing: Doing
  readonly extent: Extent | null
  /** Whether there is a line when it has ended; else it is drawn only where it takes long. */
  isShown(): boolean
}

function beginPhase(terminal: ProgressTerminal, { model, doing, extent, isShown }: Beginning): RunningPhase {
  const start = terminal.now()
  const rate = rateOver(RATE_MS, start)
  const live = liveOf(terminal)
  let done = 0
  const draw = () => {
    const now = terminal.now()
    const elapsed = now - start
    if (elapsed < DELAY_MS && !isShown()) return
    live?.show(statusLine({ model, doing, elapsed, part: partAt(now) }, live.columns()))
  }
  const partAt = (now: number) => {
    if (extent === null || extent.total === 0) return null
    if (extent.done !== undefined) done = extent.done()
    return { unit: extent.unit, done, total: extent.total, perSecond: rate.perSecond(now, done) }
  }
  let stopDrawing = live === null ? null : terminal.every(FRAME_MS, draw)
  const stop = () => {
    if (stopDrawing === null) return
    stopDrawing()
    stopDrawing = null
    live?.show(null)
  }
  return {
    advance(count) {
      done = Math.max(0, done + count)
    },
    done(result: PhaseResult) {
      stop()
      if (isShown()) terminal.writeLine(phaseLine(model, result, terminal.now() - start))
    },
    stop,
  }
}

function liveOf(terminal: ProgressTerminal): ReturnType<ProgressTerminal['live']> {
  return terminal.verbosity() === 'quiet' ? null : terminal.live()
}

/** How much per second over the last `window` milliseconds. */
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
