import type { ChartParts } from './appendix.js'
import type { FetchedFile, SourceFile, TimeRange } from './data-source.js'
import type { DayCounts, Unmatched } from './evaluation.js'
import type { Expression } from './expression.js'
import type { Estimates } from './jackknife.js'
import type { AggregateMetric, BoundMetric, OwnSql, Statistics, Task } from './metric.js'
import type { Progress } from './progress.js'
import type { QueryCounts } from './queries.js'
import type { Converted, Pairing, RawFiles, WantedColumns } from './raw-files.js'
import type { Survey, SurveyRequest } from './survey.js'

/** The world as ctrain sees it. One place fills it in: `src/cli/io.ts`. */
export interface World {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  readonly home: string
  readonly tmp: string
  readonly cpus: number
  readonly version: string
  /** Id of the process that this is. */
  readonly pid: number
  /** Who runs it: the name of the account on this machine or, in CI, of the person there. */
  readonly user: string
  /** Where ids of processes mean the same: a host, and on Linux also their namespace. */
  readonly host: string
  /** Aborted when the run must stop: answer within a second and leave nothing behind. */
  readonly signal: AbortSignal
  /** The clock. */
  now(): Date
  /** Whether a process of this host runs. */
  isAlive(pid: number): boolean
  /** Kills a process and those of its group at once. */
  killGroup(pid: number): void
  readonly log: Log
  readonly progress: Progress
}

/** Messages for people, never part of the report. */
export interface Log {
  /** Shown unless the run is quiet. */
  warn(message: string): void
  /** Shown with `--verbose` only. */
  info(message: string): void
}

/** AWS settings of the config; environment and profile come first or fill in the rest. */
export interface AwsSettings {
  readonly region: string | undefined
  /** Unsigned requests, without credentials. */
  readonly anonymous?: boolean
  readonly requesterPays?: boolean
  /** Account that must own the buckets. */
  readonly expectedBucketOwner?: string
  /** ARN of the role that is assumed first. */
  readonly roleArn?: string
  /** What the trust policy of that role demands. */
  readonly externalId?: string
}

export interface Column {
  readonly name: string
  /** The engine's type name, e.g. DOUBLE. */
  readonly type: string
}

/** What one scan computes, as a printable value. */
export interface MetricPlan {
  readonly task: Task
  readonly columns: ColumnRoles
  readonly slices: readonly PlannedSlice[]
  /** All of the plan's task; each is computed for every slice. */
  readonly metrics: readonly BoundMetric[]
  readonly onInvalidPrediction: 'fail' | 'drop'
}

/** Names of the dataset's columns by their role; null = there is none. */
export interface ColumnRoles {
  readonly label: string
  readonly prediction: string | null
  /** Column of each class's probability, by class. */
  readonly probabilities: Readonly<Record<string, string>> | null
  readonly weight: string | null
  /** The query or user that rows belong to. */
  readonly group: string | null
  /** Names a row in error messages; rows of one id are not independent. */
  readonly id: string | null
}

export interface PlannedSlice {
  readonly name: string
  /** One scalar predicate; null = all rows. Untrusted text, unless there are `reads`. */
  readonly where: string | null
  /** Where the predicate stands, `file:line:column`, for messages. */
  readonly place: string
  /** Columns that the predicate reads, where ctrain wrote it: it is as long as it must be, and not parsed. */
  readonly reads?: readonly string[]
  /** Instead of the predicate: the slice has the rows that none of these have, by their indexes in the plan. */
  readonly others?: readonly number[]
}

export interface ScanResult {
  readonly rows: number
  readonly rowsWithoutLabel: number
  /** Labelled, with a valid prediction and a weight above 0. */
  readonly rowsScored: number
  /** Labelled, with an invalid prediction. */
  readonly rowsDropped: number
  /** Rows of the files that a window by time leaves out because they have no time. */
  readonly rowsWithoutTime: number
  /** Oldest first; empty where no day is known. */
  readonly days: readonly DayCounts[]
  /** Null where predictions are not kept apart. */
  readonly unmatched: Unmatched | null
  /** In the plan's order. */
  readonly slices: readonly SliceCounts[]
  /** In the order of the plan's metrics. */
  readonly estimates: readonly Estimates[]
}

export interface SliceCounts {
  /** Those of a weight of 0 do not count, as if they were not there. */
  readonly rows: number
  readonly rowsScored: number
  /** Σ of the weights of the scored rows. */
  readonly weightScored: number
  readonly rowsWithoutLabel: number
  /** Of ranking metrics; null for others. */
  readonly queries: QueryCounts | null
}

export interface EngineInput {
  readonly files: readonly FetchedFile[]
  /** Predictions that are kept apart, joined on the keys. */
  readonly predictions: {
    readonly files: readonly FetchedFile[]
    readonly on: readonly string[]
    /** Columns that come from there whatever the dataset has; of all others, those of the dataset go first. */
    readonly columns: readonly string[]
  } | null
  /** Columns that the folders of all listed files make, read or not; absent = those of the files here. */
  readonly partitionColumns?: readonly Column[]
  /** Only rows for which it is true belong to the dataset. */
  readonly filter?: Predicate | null
  /** Only rows of this time belong to the dataset. */
  readonly time?: TimeRange | null
  /** The column that tells when a row happened. */
  readonly timestamp?: string | null
  /** Of days: a name of the IANA database. Default: UTC. */
  readonly timezone?: string
  readonly limits?: EngineLimits
}

/** One scalar expression that is true or false for a row. Untrusted text. */
export interface Predicate {
  readonly text: string
  /** Where it stands, `file:line:column`, for messages. */
  readonly place: string
}

/** What decides which files of a dataset are needed, by what their folders say. */
export interface FileChoice {
  /** Columns that the folders make. */
  readonly columns: readonly Column[]
  /** The text of a predicate; untrusted. */
  readonly filter: string | null
  readonly time: TimeRange | null
  readonly timezone: string
}

export interface EngineLimits {
  /** Bytes; beyond them the engine works from disk. */
  readonly memory?: number | undefined
  readonly threads?: number | undefined
}

/** Runs scans over the files of one dataset, in a sandbox that can read these files and nothing else. One call at a time. */
export interface EngineSession {
  /** Total rows of the files, from metadata. */
  countRows(): Promise<number>
  /**
   * The files that may have rows of the dataset, in their order: those whose folders do not exclude it. At least one
   * stays, so that the columns are known. Needs no data; what is wrong with the filter is left to the scan.
   */
  pruneFiles<File extends SourceFile>(files: readonly File[], choice: FileChoice): Promise<readonly File[]>
  /** The dataset's columns, from metadata and from the folders of its files. */
  columns(): Promise<readonly Column[]>
  /** For each text, why it is not one scalar expression over a row's columns (null = it is), and the columns that it reads, as written. Needs no data. */
  parseScalars(
    texts: readonly string[],
  ): Promise<readonly { readonly problem: string | null; readonly columns: readonly string[] }[]>
  /** For each text, the one call of an additive aggregate that it is, or why it is none. Needs no data. */
  parseAggregates(texts: readonly string[]): Promise<readonly ParsedAggregate[]>
  /** The sums of a metric in the user's SQL over made-up rows, or why no rows suit it. Needs no data. */
  sumExamples(metric: AggregateMetric & { readonly own: OwnSql }): Promise<SumExamples>
  /** A text as an expression over named numbers, or why it is none. Needs no data. */
  parseValue(text: string): Promise<{ readonly problem: string } | { readonly expression: Expression }>
  /** The distinct combinations of values that some columns have, as text, sorted; refuses more than `limit`. */
  distinct(columns: readonly string[], limit: number): Promise<readonly (readonly (string | null)[])[]>
  /** Texts as values of a column, written as by `distinct`; null = not a value of its type. */
  valuesOf(column: string, texts: readonly string[]): Promise<readonly (string | null)[]>
  scan(plan: MetricPlan): Promise<ScanResult>
  /** Charts of slices of a plan that was scanned, by their indexes in it, over the rows that the scan scored. Null where its task has none. */
  charts(plan: MetricPlan, slices: readonly number[]): Promise<readonly ChartParts[] | null>
  /** How far the running scan is: from 0 to 1, never less than before. */
  progress(): number
  /** A look at the rows of the last files, and at what the statistics of its files say of all. */
  survey(request: SurveyRequest): Promise<Survey>
  /** Interrupts what runs, frees memory and temporary files. */
  close(): Promise<void>
}

/** A call of an aggregate whose value is the sum of what each row adds. */
export type ParsedAggregate =
  | { readonly problem: string }
  /** The argument is SQL that holds nothing but one expression; null in `count(*)`. */
  | { readonly function: 'sum' | 'count' | 'count_if'; readonly argument: string | null }

/** Sums of rows that the SQL takes; there may be none where columns could be of a kind that was not tried. */
export type SumExamples = { readonly problem: string } | { readonly examples: readonly Statistics[] }

/** A query of a scan, in words and as the engine's text. */
export interface PlannedQuery {
  /** What it gives. */
  readonly what: string
  /** Over a relation `dataset`: the rows that belong to it. */
  readonly sql: string
}

export interface Engine {
  open(input: EngineInput, world: World): Promise<EngineSession>
  /** The queries of a scan, as they are where nothing is known of the data. Needs and reads none. */
  explain(plan: MetricPlan): readonly PlannedQuery[]
  /** The files of a source as Parquet, in their order: those that are none are written anew, their rows in order. */
  convert(raw: RawFiles, wanted: WantedColumns, limits: EngineLimits, world: World): Promise<Converted>
  /** One file for each pair: its rows are those of the input, continued by those of the output. Refuses unequal numbers of rows. */
  pair(pairing: Pairing, limits: EngineLimits, world: World): Promise<Converted>
}
