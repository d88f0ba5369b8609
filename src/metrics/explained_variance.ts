import { type AggregateMetric, statistic } from '../core/metric.js'

/** Share of the label's variance that the predictions explain, whatever their bias. */
export const explainedVariance: AggregateMetric = {
  kind: 'aggregate',
  name: 'explained_variance',
  task: 'regression',
  direction: 'higher',
  summary: 'Share of the variance of the label that is explained; unlike r2, a constant bias does not count.',
  formula: '1 − Var(y − p) / Var(y)',
  range: '−∞ to 1',
  size: 1,
  undefinedWhen: 'with fewer than two rows',
  source: 'sklearn.metrics.explained_variance_score',
  params: {},
  moments: { label: 'label', error: 'label - prediction' },
  sums: () => ({}),
  finish(statistics) {
    if (statistic(statistics, 'rows') < 2) return null
    const [error, label] = [statistic(statistics, 'error_m2'), statistic(statistics, 'label_m2')]
    if (error === 0) return 1
    return label === 0 ? 0 : 1 - error / label
  },
}
