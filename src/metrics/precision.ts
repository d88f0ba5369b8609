import { confusionMetric, ratioOr, ZERO_DIVISION } from './confusion.js'

/** Share of positive decisions that are right. */
export const precision = confusionMetric({
  name: 'precision',
  direction: 'higher',
  summary: 'Share of positive decisions that are right.',
  formula: 'tp / (tp + fp)',
  range: '0 to 1',
  undefinedWhen: 'when no prediction reaches the threshold, unless zero_division is set',
  source: 'sklearn.metrics.precision_score',
  params: ZERO_DIVISION,
  finish: ({ tp, fp }, params) => ratioOr(tp, tp + fp, params),
})
