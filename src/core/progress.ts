/** Tells people how far a run is. Never part of the report. */
export interface Progress {
  /** The same for what is done for one model: its name stands before every line. */
  of(model: string): Progress
  /** A phase begins now. */
  begin(phase: Phase): RunningPhase
}

export interface Phase {
  readonly doing: 'listing' | 'planning' | 'fetching' | 'scanning'
  /** Whose files; a scan is of both. */
  readonly what: 'dataset' | 'predictions'
  /** False = of local files only, where a phase is over before it is worth a line. */
  readonly isRemote: boolean
  /** Bytes that will come over the network; null = not known, or none. */
  readonly bytes: number | null
}

export interface RunningPhase {
  /** So many bytes more have come; below 0 = they broke off and must come again. */
  advance(bytes: number): void
  /** The phase has ended well. */
  done(result: PhaseResult): void
  /** The phase has ended, well or not. After `done` it has no effect. */
  stop(): void
}

/** What a phase has done, for its line. Sizes are in bytes. */
export type PhaseResult =
  | { readonly did: 'listed'; readonly files: number; readonly bytes: number }
  | {
      readonly did: 'planned'
      readonly bytes: number
      readonly bytesToFetch: number
      /** Null where no footer was read. */
      readonly rowGroups: { readonly read: number; readonly all: number } | null
    }
  | { readonly did: 'fetched'; readonly bytes: number }
  | { readonly did: 'scanned'; readonly rows: number }

/** Does the work of a phase, and tells of its result; of a failure the caller tells. */
export async function inPhase<T>(
  progress: Progress,
  phase: Phase,
  work: (advance: (bytes: number) => void) => Promise<T>,
  resultOf: (value: T) => PhaseResult,
): Promise<T> {
  const running = progress.begin(phase)
  try {
    const value = await work(running.advance)
    running.done(resultOf(value))
    return value
  } finally {
    running.stop()
  }
}

/** Tells nobody. */
export const SILENT: Progress = {
  of: () => SILENT,
  begin: () => ({ advance() {}, done() {}, stop() {} }),
}
