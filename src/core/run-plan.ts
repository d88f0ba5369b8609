import type { Json } from './canonical-json.js'
import type { EvaluationError, ProductionScore, Threshold } from './evaluation.js'
import type { Policy } from './iam-policy.js'
import type { Direction, Params, Task } from './metric.js'
import type { NotifiedEvent } from './notification.js'
import type { PlannedQuery } from './ports.js'
import type { QuietTimes } from './quiet-times.js'

/**
 * What a run of a model would do, before any row is read. Part of the output contract: every key is always there.
 * Null = there is no such thing in the config or, where `unseen` says so, it could not be looked at.
 */
export interface RunPlan {
  readonly model: string
  readonly data: DataPlan | null
  /** That are read, and what for. */
  readonly columns: readonly ColumnUse[]
  readonly metric: PlannedMetric | null
  /** Reported, not part of the verdict. */
  readonly also: readonly PlannedMetric[]
  readonly slices: readonly SlicePlan[]
  /** Slices that are found in the data, one per value or combination of values. */
  readonly foundSlices: readonly FoundSlices[]
  readonly queries: readonly PlannedQuery[]
  readonly production: ProductionPlan | null
  readonly drift: DriftPlan | null
  readonly retrain: RetrainPlan | null
  /** Folders of the records of runs and of trainings. */
  readonly history: { readonly runs: string; readonly trainings: string } | null
  readonly notify: readonly NotifyPlan[]
  /** What AWS must allow. */
  readonly policy: Policy | null
  readonly unseen: readonly Unseen[]
  /** Why there is no plan at all. */
  readonly error: EvaluationError | null
}

export interface DataPlan {
  readonly sources: readonly string[]
  /** Kept apart from the labels, joined on these keys, or `rows`. */
  readonly predictions: { readonly sources: readonly string[]; readonly on: readonly string[] | 'rows' } | null
  readonly filter: string | null
  readonly timezone: string
  /** What was found, by listing and by footers; null = it could not be looked at. */
  readonly found: FoundData | null
}

export interface FoundData {
  readonly from: string | null
  readonly to: string | null
  readonly missingDates: readonly string[]
  readonly files: number
  /** Of the files. */
  readonly bytes: number
  /** Of them, what the run reads of objects: some columns of some row groups. */
  readonly bytesNeeded: number
  /** Needed and here already: local files, and what the cache has. */
  readonly bytesHere: number
  readonly bytesToFetch: number
}

export interface ColumnUse {
  readonly name: string
  /** For people, e.g. `label` or `slice new-customers`. */
  readonly uses: readonly string[]
}

export interface PlannedMetric {
  readonly name: string
  readonly direction: Direction | null
  readonly params: Params
  readonly task: Task
  readonly summary: string
  readonly formula: string
}

export interface SlicePlan {
  readonly name: string
  /** Null = all rows. */
  readonly where: string | null
  /** Its share of the score; null = the rows of the data decide. */
  readonly weight: number | null
  /** Its own limit, below its own production score. */
  readonly guard: Threshold | null
}

export interface FoundSlices {
  readonly by: readonly string[]
  /** How the share that the others leave over is divided. */
  readonly weight: 'rows' | 'equal'
  readonly guard: Threshold | null
}

export interface ProductionPlan {
  /** A number of the config, or where the document is. */
  readonly place: string
  /** Null = it is not there yet, or could not be read. */
  readonly score: ProductionScore | null
  /** The worst score that is still healthy. */
  readonly limit: number | null
}

export interface DriftPlan {
  readonly threshold: Threshold
  readonly confidence: number | null
  readonly minRows: number
  readonly minCoverage: number
  readonly onEmptySlice: 'fail' | 'skip' | 'production'
}

/** Durations in milliseconds. */
export interface RetrainPlan {
  readonly stateMachine: string
  /** The first attempt's; null = the production score's revision is not known. */
  readonly executionName: string | null
  /** The record that is reserved for it before it starts; null = there is no history, or no name. */
  readonly record: string | null
  /** The template of the config; null = the default input. */
  readonly input: Json | null
  readonly roleArn: string | null
  /** What AWS must allow to that role; null = the training is started as ctrain itself. */
  readonly rolePolicy: Policy | null
  readonly cooldown: number
  readonly maxStarts: { readonly count: number; readonly per: number } | null
  readonly quiet: QuietTimes
  readonly timezone: string
  readonly maxAge: number | null
  readonly onFailed: 'hold' | 'retry'
}

export interface NotifyPlan {
  readonly on: readonly NotifiedEvent[]
  /** Of a webhook only the host is told. */
  readonly target: string
}

/** What could not be looked at, and why. */
export interface Unseen {
  readonly what: 'files' | 'production score'
  readonly error: EvaluationError
}
