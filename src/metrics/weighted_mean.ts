import { type AggregateMetric, type Params, ratio, statistic } from '../core/metric.js'

type WeightedMean = Omit<AggregateMetric, 'kind' | 'sums' | 'finish' | 'params' | 'undefinedWhen' | 'range'> & {
  /** SQL of the loss of one row. */
  loss(params: Params): string
  readonly params?: AggregateMetric['params']
  readonly range?: string
  /** What becomes of the mean; itself by default. */
  readonly transform?: (mean: number) => number
}

/** Completes a metric that is the weighted mean of a loss per row. */
export function weightedMean({ loss, transform = (mean) => mean, ...description }: WeightedMean): AggregateMetric {
  return {
    range: '0 to ∞',
    params: {},
    ...description,
    kind: 'aggregate',
    undefinedWhen: null,
    sums: (params) => ({ loss: `weight * (${loss(params)})`, weight: 'weight' }),
    finish(statistics) {
      const mean = ratio(statistic(statistics, 'loss'), statistic(statistics, 'weight'))
      return mean === null ? null : transform(mean)
    },
  }
}
