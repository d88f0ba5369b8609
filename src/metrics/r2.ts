import { type AggregateMetric, statistic } from '../core/metric.js'

/** Share of the label's variance that the predictions explain. Of a constant label: 1 if perfect, else 0. */
export const r2: AggregateMetric = {
  kind: 'aggregate',
  name: 'r2',
  task: 'regression',
  direction: 'higher',
  summary: 'Share of the variance of the label that is explained.',
  formula: '1 − Σ w (y − p)² / Σ w (y − ȳ)²',
  range: '−∞ to 1',
  size: 1,
  undefinedWhen: 'with fewer than two rows',
  source: 'sklearn.metrics.r2_score',
  params: {},
  moments: { label: 'label' },
  sums: () => ({ squared_error: 'weight * (label - prediction) * (label - prediction)' }),
  finish(statistics) {
    if (statistic(statistics, 'rows') < 2) return null
    const residual = statistic(statistics, 'squared_error')
    const total = statistic(statistics, 'label_m2')
    if (total === 0) return residual === 0 ? 1 : 0
    return 1 - residual / total
  },
}
