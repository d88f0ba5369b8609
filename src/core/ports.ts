import type { StartRequest } from './evaluation.js'
import type { BoundMetric, Statistics } from './metric.js'

/** The world as ctrain sees it. One place fills it in: `src/cli/io.ts`. */
export interface World {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  readonly home: string
  readonly tmp: string
  readonly cpus: number
  readonly version: string
  /** Aborted when the run must stop: answer within a second and leave nothing behind. */
  readonly signal: AbortSignal
  now(): Date
  readonly log: Log
}

/** Messages for people, never part of the report. */
export interface Log {
  warn(message: string): void
  /** Shown with `--verbose` only. */
  info(message: string): void
}

/** AWS settings of the config; environment and profile come first or fill in the rest. */
export interface AwsSettings {
  readonly region: string | undefined
}

/** A file as listed, before its bytes are here. */
export interface SourceFile {
  readonly uri: string
  readonly bytes: number
  /** Changes whenever the content does: an ETag, or size and modification time. */
  readonly version: string
  /** The day that the source's placeholders name, `YYYY-MM-DD`. */
  readonly day?: string
}

export interface FetchedFile extends SourceFile {
  /** An absolute local path of the complete file. */
  readonly path: string
  /** Bytes that came over the network for it: 0 for a local or cached file. */
  readonly bytesFetched: number
}

/** Where datasets come from: one adapter per URI scheme. */
export interface DataSource {
  /**
   * All files whose URI starts with the prefix, in ascending order of URI. Nothing there = empty list.
   * `levels` of path below the prefix's folder are enough; null = all. More may be returned.
   */
  list(prefix: string, levels: number | null): Promise<readonly SourceFile[]>
  /** Makes one file readable here, or says that it no longer is the version that was listed. May be called at once for many files. */
  fetch(file: SourceFile): Promise<FetchedFile | 'changed'>
  /** Where fetched files are, for people. */
  readonly place: string
  close(): Promise<void> | void
}

/** Reads small documents such as production scores: one adapter per URI scheme. */
export interface DocumentStore {
  /** Rejects with a `data` error when there is no such document. */
  read(uri: string): Promise<StoredDocument>
}

export interface StoredDocument {
  readonly text: string
  /** Changes when the document is written anew, and is the same for everybody who reads it. */
  readonly revision: string
}

export interface Column {
  readonly name: string
  /** The engine's type name, e.g. DOUBLE. */
  readonly type: string
}

/** What one scan computes, as a printable value. */
export interface MetricPlan {
  readonly columns: { readonly label: string; readonly prediction: string; readonly weight: string | null }
  /** Column of the query or user that rows belong to. */
  readonly group: string | null
  /** Column that names a row in error messages. */
  readonly id: string | null
  readonly slices: readonly PlannedSlice[]
  readonly metric: BoundMetric
  readonly onInvalidPrediction: 'fail' | 'drop'
}

export interface PlannedSlice {
  readonly name: string
  /** One scalar predicate; null = all rows. Untrusted text. */
  readonly where: string | null
  /** Where the predicate stands, `file:line:column`, for messages. */
  readonly place: string
}

export interface ScanResult {
  readonly rows: number
  readonly rowsWithoutLabel: number
  /** Labelled, with a valid prediction and a weight above 0. */
  readonly rowsScored: number
  /** Labelled, with an invalid prediction. */
  readonly rowsDropped: number
  /** In the plan's order. `rows` counts scored rows. */
  readonly slices: readonly { readonly rows: number; readonly statistics: Statistics }[]
}

export interface EngineInput {
  readonly files: readonly FetchedFile[]
  /** Predictions that are kept apart, joined on the keys. */
  readonly predictions: { readonly files: readonly FetchedFile[]; readonly on: readonly string[] } | null
}

/** Runs scans over the files of one dataset, in a sandbox that can read these files and nothing else. One call at a time. */
export interface EngineSession {
  /** Total rows of the dataset, from metadata. */
  countRows(): Promise<number>
  /** Why the text is not one scalar predicate, or null if it is. Needs no data. */
  checkPredicate(predicate: string): Promise<string | null>
  scan(plan: MetricPlan): Promise<ScanResult>
  /** Interrupts what runs, frees memory and temporary files. */
  close(): Promise<void>
}

export interface Engine {
  open(input: EngineInput, world: World): Promise<EngineSession>
}

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED' | 'PENDING_REDRIVE'

export interface Execution {
  readonly arn: string
  readonly status: ExecutionStatus
  readonly startDate: Date
  readonly stopDate: Date | null
}

/** Starts and observes training executions. */
export interface Trainer {
  /** Null when the caller may not look. Rejects when there is no such state machine. */
  machineType(stateMachineArn: string): Promise<'STANDARD' | 'EXPRESS' | null>
  /** Null when there is no execution of this name; `denied` when the caller may not look. Eventually consistent: advice, never a lock. */
  describe(stateMachineArn: string, name: string): Promise<Execution | null | 'denied'>
  /**
   * Starts an execution, or joins the running one of the same name and input: safe to repeat.
   * `exists` = the name belongs to a closed execution, or to one with another input.
   */
  start(request: StartRequest): Promise<{ readonly arn: string; readonly startDate: Date } | 'exists'>
  close(): Promise<void> | void
}
