export type Direction = 'higher' | 'lower'
export type Task = 'binary' | 'regression'

/** A number that a metric takes from the config, e.g. `beta` of f_beta. */
export interface ParamSpec {
  readonly description: string
  readonly default?: number
  readonly min?: number
  readonly exclusiveMin?: number
}

export type Params = Readonly<Record<string, number>>
export type Statistics = Readonly<Record<string, number>>

interface Description {
  readonly name: string
  readonly task: Task
  readonly direction: Direction
  readonly summary: string
  readonly formula: string
  readonly range: string
  /** Completes the sentence "<name> is undefined …"; null if rows alone define it. */
  readonly undefinedWhen: string | null
  readonly source: string
  readonly params: Readonly<Record<string, ParamSpec>>
  /** True when predictions must be probabilities in [0, 1]. */
  readonly probabilities?: boolean
}

/**
 * A metric of additive statistics. `sums` maps a statistic to a scalar SQL expression whose sum over
 * the scored rows it is, over the canonical columns `label`, `prediction`, `weight`, `predicted`
 * (prediction ≥ threshold) and `epsilon` (machine epsilon of the prediction's type). With
 * `labelMoments` the statistics also hold `rows`, `weight`, `mean` and `m2` (Σ weight (label − mean)²)
 * of the label, merged without cancellation.
 */
export interface AggregateMetric extends Description {
  readonly kind: 'aggregate'
  readonly sums: Readonly<Record<string, string>>
  readonly labelMoments?: boolean
  /** The metric's value, or null where it is undefined. */
  finish(statistics: Statistics, params: Params): number | null
}

/**
 * A metric of the rows' order by prediction. The engine walks the distinct predictions of a slice
 * from the highest to the lowest and calls `tie` with the total weights of each.
 */
export interface RankedMetric extends Description {
  readonly kind: 'ranked'
  readonly task: 'binary'
  readonly start: Statistics
  tie(statistics: Record<string, number>, positive: number, negative: number): void
  finish(statistics: Statistics, params: Params): number | null
}

export type Metric = AggregateMetric | RankedMetric

/** A metric with the values of its parameters, defaults filled in. */
export interface BoundMetric {
  readonly metric: Metric
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
