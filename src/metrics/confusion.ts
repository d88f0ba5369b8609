import { type AggregateMetric, type Params, type Statistics, statistic } from '../core/metric.js'

/** Weighted counts of a binary decision: prediction ≥ threshold is positive. */
export interface Confusion {
  readonly tp: number
  readonly fp: number
  readonly fn: number
  readonly tn: number
}

type ConfusionMetric = Omit<AggregateMetric, 'kind' | 'task' | 'sums' | 'finish' | 'params'> & {
  readonly params?: AggregateMetric['params']
  value(confusion: Confusion, params: Params): number | null
}

/** Completes a metric of the weighted confusion matrix. */
export function confusionMetric({ value, ...description }: ConfusionMetric): AggregateMetric {
  return {
    ...description,
    kind: 'aggregate',
    task: 'binary',
    params: { ...description.params, threshold: THRESHOLD },
    sums: SUMS,
    finish: (statistics, params) => value(read(statistics), params),
  }
}

const THRESHOLD = { description: 'a prediction at or above it is positive', default: 0.5 }

const SUMS = {
  tp: 'CASE WHEN label = 1 AND predicted THEN weight ELSE 0 END',
  fp: 'CASE WHEN label = 0 AND predicted THEN weight ELSE 0 END',
  fn: 'CASE WHEN label = 1 AND NOT predicted THEN weight ELSE 0 END',
  tn: 'CASE WHEN label = 0 AND NOT predicted THEN weight ELSE 0 END',
}

function read(statistics: Statistics): Confusion {
  return {
    tp: statistic(statistics, 'tp'),
    fp: statistic(statistics, 'fp'),
    fn: statistic(statistics, 'fn'),
    tn: statistic(statistics, 'tn'),
  }
}
