import { confusionMetric, ratioOr, ZERO_DIVISION } from './confusion.js'

/** Share of positives that are found. */
export const recall = confusionMetric({
  name: 'recall',
  direction: 'higher',
  summary: 'Share of positives that are found.',
  formula: 'tp / (tp + fn)',
  range: '0 to 1',
  undefinedWhen: 'without positive labels, unless zero_division is set',
  source: 'sklearn.metrics.recall_score',
  params: ZERO_DIVISION,
  finish: ({ tp, fn }, params) => ratioOr(tp, tp + fn, params),
})
