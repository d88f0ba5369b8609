import { type AggregateMetric, ratio, statistic } from '../../core/metric.js'
import { numberParam } from '../../core/params.js'

/** Share of rows whose class is among the k most probable; a tie counts by the share of its orders that are hits. */
export const topKAccuracy: AggregateMetric = {
  kind: 'aggregate',
  name: 'top_k_accuracy',
  task: 'multiclass',
  direction: 'higher',
  summary: 'Share of rows whose class is among the k most probable.',
  formula: 'Σ w h / Σ w, h = (k − classes more probable) / classes as probable, between 0 and 1',
  range: '0 to 1',
  undefinedWhen: null,
  source: 'sklearn.metrics.top_k_accuracy_score, which breaks ties by the order of the columns',
  params: {
    k: { type: 'number', description: 'classes that count as named by the prediction', default: 2, min: 1, integer: true },
  },
  probabilities: true,
  sums: (params) => ({ hits: `weight * ${hit(numberParam(params, 'k'))}`, weight: 'weight' }),
  finish: (statistics) => ratio(statistic(statistics, 'hits'), statistic(statistics, 'weight')),
}

function hit(k: number): string {
  return `CASE WHEN ctrain_above >= ${k} THEN 0 WHEN ctrain_above + ctrain_tied <= ${k} THEN 1 ELSE (${k} - ctrain_above) / ctrain_tied END`
}
