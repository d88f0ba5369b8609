import type { ErrorKind } from './errors.js'
import type { Explanation } from './explanation.js'
import type { Direction, Params } from './metric.js'
import type { QueryCounts } from './queries.js'
import type { RetrainResult } from './retraining.js'

/** `suspected` needs interval estimates: only the point, not the whole interval, is beyond the limit. */
export type Verdict = 'healthy' | 'suspected' | 'drifted' | 'inconclusive'

/**
 * What one model's run found: the `E` of the JSON output. Every key is always there; null = unknown.
 * Numbers are rounded to 12 significant digits.
 */
export interface Evaluation {
  readonly model: string | null
  /** ISO 8601, UTC. */
  readonly evaluatedAt: string
  readonly dataset: DatasetFacts | null
  readonly metric: MetricFacts | null
  readonly slices: readonly SliceResult[]
  /** Σ weight × value over the slices; null when any of them is undefined. */
  readonly score: number | null
  readonly standardError: number | null
  readonly interval: Interval | null
  /** Level of every interval. */
  readonly confidence: number | null
  /** The metric of all scored rows at once, which no slice weights enter. */
  readonly pooled: Estimate | null
  /** Secondary metrics: reported, never part of the verdict. */
  readonly also: readonly SecondaryResult[]
  readonly production: ProductionScore | null
  /** Positive = worse than production. */
  readonly drop: Drop | null
  readonly threshold: DriftThreshold | null
  /** Where the drop comes from; null where there is none to explain. */
  readonly explanation: Explanation | null
  readonly verdict: Verdict | null
  readonly reasons: readonly string[]
  readonly retrain: RetrainResult | null
  readonly error: EvaluationError | null
}

/** What was measured. */
export interface MetricFacts {
  readonly name: string
  /** Null where neither more nor less is better. */
  readonly direction: Direction | null
  readonly params: Params
}

/** A value and how far it may be off: jackknife standard error, and the Student-t interval around the value. */
export interface Estimate {
  readonly value: number | null
  readonly standardError: number | null
  readonly interval: Interval | null
}

/** A metric of `also`, weighted like the score. */
export interface SecondaryResult extends MetricFacts {
  /** Σ weight × value, as for the gating metric. */
  readonly score: number | null
  readonly standardError: number | null
  readonly interval: Interval | null
  readonly pooled: Estimate
}

/** What the drift dataset is; sizes are in bytes, days are `YYYY-MM-DD`. */
export interface DatasetFacts {
  /** First and last day of the partitions, or of the rows that are taken by their timestamp; null = there is no such bound. */
  readonly from: string | null
  readonly to: string | null
  /** Days of the window that have no partition. */
  readonly missingDates: readonly string[]
  readonly files: number
  readonly bytes: number
  readonly bytesFetched: number
  readonly rows: number
  readonly rowsScored: number
  readonly rowsWithoutLabel: number
  /** Labelled rows that were left out by `on_invalid_prediction: drop`. */
  readonly rowsDropped: number
  /** By the day of the file or, where files have none, of the timestamp; oldest first, empty where no day is known. */
  readonly days: readonly DayCounts[]
  /** Null where predictions are not kept apart. */
  readonly unmatched: Unmatched | null
  readonly fingerprint: string
}

/** Rows of one day, `YYYY-MM-DD`. */
export interface DayCounts {
  readonly day: string
  readonly rows: number
  readonly rowsWithoutLabel: number
}

/** What predictions that are kept apart and the dataset lack of each other. */
export interface Unmatched {
  /** Rows of the dataset that have no prediction. */
  readonly rows: number
  /** Predictions of which the dataset has no row; null = not known, as not all rows of the files belong to the dataset. */
  readonly predictions: number | null
}

/** The value of the gating metric in one slice, and the rows behind it. */
export interface SliceResult extends Estimate {
  readonly name: string
  readonly where: string | null
  /** The weight that entered the sum, after normalising or skipping. */
  readonly weight: number
  /** Scored rows. */
  readonly rows: number
  readonly rowsWithoutLabel: number
  /** Of ranking metrics: queries, and how many of them have no relevant item; null for others. */
  readonly queries: QueryCounts | null
  /** Share of the slice's rows that have a label; null without rows. */
  readonly coverage: number | null
  /** weight × value. */
  readonly contribution: number | null
  /** Whether the value is the stored production score, for want of rows. */
  readonly isProduction: boolean
  /** Secondary metrics, in the order of the evaluation's; name and parameters tell them apart. */
  readonly also: readonly (Estimate & { readonly name: string; readonly params: Params })[]
  /** The slice against its own production score, where it is guarded. */
  readonly guard: SliceGuard | null
}

/** A slice compared with its own production score. */
export interface SliceGuard {
  readonly production: number
  readonly drop: Drop
  /** Its confidence is that of each of the guards, so that all together have the one that was asked for. */
  readonly threshold: DriftThreshold
  /** `inconclusive` = the slice has too few rows or labels, or the drop is undefined. Of a slice of weight 0 it decides nothing. */
  readonly verdict: Verdict
}

/** Both ends, in the unit of what it is the interval of. */
export type Interval = readonly [low: number, high: number]

/** The stored score that a model is compared with. */
export interface ProductionScore {
  readonly score: number
  readonly source: string
  /** Changes when the document of the score is written anew; a literal score is its own revision. */
  readonly revision: string
  /** Of the score; null when the document has none. */
  readonly standardError: number | null
  /** Per slice, where the document has them. */
  readonly slices: readonly ProductionSlice[]
}

/** The stored score of one slice. */
export interface ProductionSlice {
  readonly name: string
  readonly score: number
  readonly standardError: number | null
  /** With which it entered the production score; null = not known. */
  readonly weight: number | null
  /** Scored rows; null = not known. */
  readonly rows: number | null
}

/** How much worse than production: relative to |production score| (0.05 = 5 %) and in the unit of the metric. Null = undefined. */
export interface Drop {
  readonly relative: number | null
  readonly absolute: number | null
  /** Of the drop in the unit of the threshold: a share where that is relative. */
  readonly standardError: number | null
  readonly interval: Interval | null
}

/** The largest drop that is no drift: a share of |production score| where it is relative, else in the unit of the metric. */
export interface Threshold {
  readonly maxDrop: number
  readonly kind: 'relative' | 'absolute'
}

/** A limit, and how sure a drop beyond it must be. */
export interface DriftThreshold extends Threshold {
  /** The level at which the whole interval of the drop must be beyond the limit; null = the point alone decides. */
  readonly confidence: number | null
}

/** Why a model has no result, and what to do. */
export interface EvaluationError {
  readonly kind: ErrorKind | 'bug'
  readonly message: string
  readonly hint: string | null
}

/** The JSON output of score, evaluate and retrain-if-drifted. */
export interface Report {
  readonly schemaVersion: 1
  readonly evaluations: readonly Evaluation[]
}

/** An evaluation of which nothing is known yet. */
export function emptyEvaluation(model: string | null, evaluatedAt: Date): Evaluation {
  return {
    model,
    evaluatedAt: evaluatedAt.toISOString(),
    dataset: null,
    metric: null,
    slices: [],
    score: null,
    standardError: null,
    interval: null,
    confidence: null,
    pooled: null,
    also: [],
    production: null,
    drop: null,
    threshold: null,
    explanation: null,
    verdict: null,
    reasons: [],
    retrain: null,
    error: null,
  }
}
