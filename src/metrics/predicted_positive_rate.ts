import { ratio } from '../core/metric.js'
import { confusionMetric } from './confusion.js'

/** Share of rows that are decided positive. Neither more nor less of it is better. */
export const predictedPositiveRate = confusionMetric({
  name: 'predicted_positive_rate',
  direction: null,
  summary: 'Share of rows that are decided positive.',
  formula: '(tp + fp) / (tp + fp + fn + tn)',
  range: '0 to 1',
  undefinedWhen: null,
  source: 'numpy.average(prediction >= threshold, weights)',
  finish: ({ tp, fp, fn, tn }) => ratio(tp + fp, tp + fp + fn + tn),
})
