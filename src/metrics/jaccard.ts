import { confusionMetric, ratioOr, ZERO_DIVISION } from './confusion.js'

/** Size of the intersection of positive labels and positive decisions over that of their union. */
export const jaccard = confusionMetric({
  name: 'jaccard',
  direction: 'higher',
  summary: 'Size of the intersection of positive labels and positive decisions over that of their union.',
  formula: 'tp / (tp + fp + fn)',
  range: '0 to 1',
  undefinedWhen: 'without positive labels and positive decisions, unless zero_division is set',
  source: 'sklearn.metrics.jaccard_score',
  params: ZERO_DIVISION,
  finish: ({ tp, fp, fn }, params) => ratioOr(tp, tp + fp + fn, params),
})
