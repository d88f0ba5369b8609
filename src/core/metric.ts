import type { ColumnsMetric, CustomMetric, CustomSpec } from './custom.js'

/** Which values of a metric are better. */
export type Direction = 'higher' | 'lower'
export type Task = 'binary' | 'multiclass' | 'regression' | 'ranking'

/** What a metric takes from the config, e.g. `beta` of f_beta. Without a default it must be given, unless it is optional. */
export type ParamSpec = NumberParam | TextParam | TableParam

interface NumberParam {
  readonly type: 'number'
  readonly description: string
  readonly default?: number
  readonly optional?: boolean
  readonly min?: number
  readonly max?: number
  readonly exclusiveMin?: number
  readonly exclusiveMax?: number
  readonly integer?: boolean
  readonly choices?: readonly number[]
  /** Values strictly between are not allowed. */
  readonly gap?: readonly [number, number]
}

interface TextParam {
  readonly type: 'text'
  readonly description: string
  readonly default?: string
  readonly optional?: boolean
  /** Without choices any text will do. */
  readonly choices?: readonly string[]
}

/** Numbers by name, such as a cost matrix; all keys must be given. */
interface TableParam {
  readonly type: 'table'
  readonly description: string
  readonly default?: Readonly<Record<string, number>>
  readonly optional?: boolean
  readonly keys: readonly string[]
}

export type ParamValue = number | string | Readonly<Record<string, number>>
/** Parameters of a metric by name. */
export type Params = Readonly<Record<string, ParamValue>>
export type Statistics = Readonly<Record<string, number>>

export interface Description {
  readonly name: string
  /** What the config says of a metric of the user's own, once it is loaded. */
  readonly declared?: CustomSpec
  readonly task: Task
  /** Null where neither more nor less is better: such a metric can be reported, but decides nothing. */
  readonly direction: Direction | null
  /** A metric with a direction that sees what one without can't judge. */
  readonly instead?: string
  readonly summary: string
  readonly formula: string
  readonly range: string
  /** Completes the sentence "<name> is undefined …"; null if rows alone define it. */
  readonly undefinedWhen: string | null
  readonly source: string
  readonly params: Readonly<Record<string, ParamSpec>>
  /** How the metric is written with its parameter in the name: `ndcg@10`, `precision@recall=0.9`. Messages show the example, 10 unless given. */
  readonly shorthand?: { readonly prefix: string; readonly param: string; readonly example?: number }
  /** Of the terms whose difference the value is, where it may be far smaller: its last digits are theirs. */
  readonly size?: number
  /** True when predictions must be probabilities in [0, 1]; of several classes, when each must have a column of them. */
  readonly probabilities?: boolean
  /** What labels must meet besides being finite, for the metric to be defined. */
  labelDomain?(params: Params): Constraint | null
  predictionDomain?(params: Params): Constraint | null
}

/** Rows that break it are errors that name the row. */
export interface Constraint {
  /** SQL over `label` or `prediction`. */
  readonly condition: string
  /** Completes "a label …", e.g. "below 0". */
  readonly violation: string
}

/**
 * A metric of additive statistics. `sums` maps a statistic to a scalar SQL expression whose sum over
 * the scored rows it is, over the canonical columns `label`, `prediction`, `weight` and `ctrain_epsilon`
 * (machine epsilon of the prediction's type). With a probability column per class there are also
 * `ctrain_probability` (of the label's class), and the counts of classes that are more probable,
 * `ctrain_above`, and as probable, `ctrain_tied`, itself among them.
 */
export interface AggregateMetric extends Description {
  readonly kind: 'aggregate'
  sums(params: Params): Readonly<Record<string, string>>
  /**
   * Quantities by name, as SQL. Statistics then hold the weighted `<name>_mean` of each, and `<name>_m2`:
   * Σ weight (x − mean)², merged without cancellation.
   */
  readonly moments?: Readonly<Record<string, string>>
  /** SQL of an integer: the bin that a row falls into. Sums are then kept per bin as well. */
  key?(params: Params): string
  /** Given where the sums are SQL of the user's own. */
  readonly own?: OwnSql
  /** The metric's value, or null where it is undefined. `statistics` also hold `rows`; `bins` the sums of each bin that has rows. */
  finish(statistics: Statistics, params: Params, bins: ReadonlyMap<number, Statistics>): number | null
}

/** What has to be checked before untrusted SQL is summed. */
export interface OwnSql {
  /** Columns of the dataset that it reads besides `label`, `prediction` and `weight`. */
  readonly reads: readonly string[]
  /** By the names of the sums, SQL that must be a number, true or false for each row. */
  readonly terms: Readonly<Record<string, string>>
  /** Where the metric stands, `file:line:column` and a space, for messages; empty where the caller says it. */
  readonly place: string
}

/** A metric of the weighted counts of a binary decision: prediction ≥ `threshold` is positive. */
export interface ConfusionMetric extends Description {
  readonly kind: 'confusion'
  readonly task: 'binary'
  finish(confusion: Confusion, params: Params): number | null
}

export interface Confusion {
  readonly tp: number
  readonly fp: number
  readonly fn: number
  readonly tn: number
}

/** A metric of the weighted counts of label class × predicted class. */
export interface ClassesMetric extends Description {
  readonly kind: 'classes'
  readonly task: 'multiclass'
  finish(matrix: ClassMatrix, params: Params): number | null
}

/** `counts[i * classes.length + j]` = weight of the rows of label class i that were predicted as class j. */
export interface ClassMatrix {
  readonly classes: readonly string[]
  readonly counts: Float64Array
}

/** A metric of the rows' order by descending prediction, or by ascending absolute error. */
export interface RankedMetric extends Description {
  readonly kind: 'ranked'
  /** `error` sorts by |label − prediction|; all rows then count as positive. */
  readonly order: 'prediction' | 'error'
  reading(params: Params): Reading
}

/**
 * What the value is computed from: the pairs of a positive and a negative row, which is faster, and exact
 * without each jackknife group, too; or every step of the order.
 */
type Reading =
  | { readonly by: 'pairs'; value(pairs: Pairs): number | null }
  | { readonly by: 'steps'; walker(totals: Totals): Walker }

/** Weight of the pairs that the order puts right, each the product of its rows' weights; of ties, half. */
export interface Pairs {
  readonly concordant: number
  /** Weights of the rows of each class. */
  readonly positive: number
  readonly negative: number
}

/** Weights of all rows that will be walked. */
export interface Totals {
  readonly positive: number
  readonly negative: number
}

/** Is fed rows in their order; those that tie come as one step with their total weights. */
export interface Walker {
  step(positive: number, negative: number, key: number): void
  /** The same for many steps of which only their sum is known, about evenly mixed; the last one has this key. One step unless given. */
  spread?(positive: number, negative: number, key: number): void
  /** The metric's value after the last step, or null where it is undefined. */
  value(): number | null
}

/** A ranked metric of every class against the rest: rows come by descending probability of the class, positive where it is their label. */
export interface OneVsRestMetric extends Description {
  readonly kind: 'one_vs_rest'
  readonly task: 'multiclass'
  /** The value of one class. */
  ofPairs(pairs: Pairs): number | null
  /** The metric's value from that of each class, in the order of the probability columns. */
  combine(classes: readonly ClassValue[], params: Params): number | null
}

export interface ClassValue {
  readonly value: number | null
  /** Of the rows whose label is the class. */
  readonly weight: number
}

/** A metric per query (`columns.group`); the value is the weighted mean over the queries. */
export interface QueryMetric extends Description {
  readonly kind: 'queries'
  readonly task: 'ranking'
  /** The value of one query, or null if it has no relevant item and does not count. */
  query(items: RankedItems, params: Params): number | null
}

/** The items of a query by descending prediction. Items of one tie may come in any order. */
export interface RankedItems {
  readonly count: number
  /** Graded relevance, 0 = irrelevant. May be longer than `count`. */
  readonly gains: Float64Array
  /** For each item, the index behind the last one that ties with it. */
  readonly ties: Int32Array
}

/** A metric and how it is computed. */
export type Metric =
  | ColumnsMetric
  | CustomMetric
  | AggregateMetric
  | ConfusionMetric
  | ClassesMetric
  | RankedMetric
  | OneVsRestMetric
  | QueryMetric

/** A metric with the values of its parameters, defaults filled in. */
export interface BoundMetric<M extends Metric = Metric> {
  readonly metric: M
  readonly params: Params
}

/** a / b, or null where b is 0: an undefined ratio is never a number. */
export function ratio(numerator: number, denominator: number): number | null {
  return denominator === 0 ? null : numerator / denominator
}

/** A statistic by name; a missing one is a bug of the engine. */
export function statistic(statistics: Statistics, name: string): number {
  const value = statistics[name]
  if (value === undefined) throw new Error(`statistic ${name} was not computed`)
  return value
}
