import { ratio } from '../core/metric.js'
import { confusionMetric } from './confusion.js'

/** Share of correct decisions. */
export const accuracy = confusionMetric({
  name: 'accuracy',
  direction: 'higher',
  summary: 'Share of correct decisions.',
  formula: '(tp + tn) / (tp + fp + fn + tn)',
  range: '0 to 1',
  undefinedWhen: null,
  source: 'sklearn.metrics.accuracy_score',
  finish: ({ tp, fp, fn, tn }) => ratio(tp + tn, tp + fp + fn + tn),
})
