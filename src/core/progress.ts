import type { PlanTotals } from './plan-totals.js'

/** Tells people how far a run is. Never part of the report. */
export interface Progress {
  /** The same for what is done for one model: its name stands before every line. */
  of(model: string): Progress
  /** The same for phases of local files, which are over before they are worth a line: told with `--verbose` only. */
  local(): Progress
  /** Whether anybody sees how far a running phase is. */
  readonly isWatched: boolean
  /** A phase begins now. `extent` = how much there is to do, where that is known. */
  begin(doing: Doing, extent?: Extent): RunningPhase
}

export interface Extent {
  /** Bytes come over the network. */
  readonly unit: 'bytes' | 'rows'
  readonly total: number
  /** How much of it is done, where that is asked for instead of told with `advance`. */
  done?(): number
}

export type Doing = 'listing' | 'planning' | 'fetching' | 'converting' | 'scanning'

/** A phase that has begun. */
export interface RunningPhase {
  /** So much more is done; below 0 = bytes broke off and must come again. */
  advance(count: number): void
  /** The phase has ended well. */
  done(result: PhaseResult): void
  /** The phase has ended, well or not. After `done` it has no effect. */
  stop(): void
}

/** What a phase has done, for its line. Sizes are in bytes. */
export type PhaseResult =
  | { readonly did: 'listed'; readonly files: number; readonly bytes: number }
  | ({ readonly did: 'planned' } & PlanTotals)
  /** Bytes that came over the network. */
  | { readonly did: 'fetched'; readonly bytes: number }
  | { readonly did: 'converted'; readonly files: number }
  | { readonly did: 'scanned'; readonly rows: number }

/** Does the work of a phase, then tells what it did; null = nothing to tell. Of a failure the caller tells. */
export async function inPhase<T>(
  running: RunningPhase,
  work: (advance: (count: number) => void) => Promise<T>,
  resultOf: (value: T) => PhaseResult | null,
): Promise<T> {
  try {
    const value = await work(running.advance)
    const result = resultOf(value)
    if (result !== null) running.done(result)
    return value
  } finally {
    running.stop()
  }
}

/** Tells nobody. */
export const SILENT: Progress = {
  of: () => SILENT,
  local: () => SILENT,
  isWatched: false,
  begin: () => ({ advance() {}, done() {}, stop() {} }),
}
