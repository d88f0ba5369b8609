import { type AggregateMetric, ratio, statistic } from '../core/metric.js'

/** Absolute error as a fraction of the sum of labels: unlike mape, small labels do no harm. */
export const wape: AggregateMetric = {
  kind: 'aggregate',
  name: 'wape',
  task: 'regression',
  direction: 'lower',
  summary: 'Sum of absolute errors as a fraction of the sum of the labels’ sizes.',
  formula: 'Σ w |y − p| / Σ w |y|',
  range: '0 to ∞',
  undefinedWhen: 'when every label is 0',
  source: 'Kolassa and Schütz, Advantages of the MAD/mean ratio over the MAPE (2007)',
  params: {},
  sums: () => ({ error: 'weight * abs(label - prediction)', size: 'weight * abs(label)' }),
  finish: (statistics) => ratio(statistic(statistics, 'error'), statistic(statistics, 'size')),
}
