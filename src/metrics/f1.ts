import { confusionMetric, ratioOr, ZERO_DIVISION } from './confusion.js'

/** Harmonic mean of precision and recall. */
export const f1 = confusionMetric({
  name: 'f1',
  direction: 'higher',
  summary: 'Harmonic mean of precision and recall.',
  formula: '2 tp / (2 tp + fp + fn)',
  range: '0 to 1',
  undefinedWhen: 'without positive labels and positive decisions, unless zero_division is set',
  source: 'sklearn.metrics.f1_score',
  params: ZERO_DIVISION,
  finish: ({ tp, fp, fn }, params) => ratioOr(2 * tp, 2 * tp + fp + fn, params),
})
