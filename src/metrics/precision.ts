import { ratio } from '../core/metric.js'
import { confusionMetric } from './confusion.js'

/** Share of positive decisions that are right. */
export const precision = confusionMetric({
  name: 'precision',
  direction: 'higher',
  summary: 'Share of positive decisions that are right.',
  formula: 'tp / (tp + fp)',
  range: '0 to 1',
  undefinedWhen: 'when no prediction reaches the threshold',
  source: 'sklearn.metrics.precision_score',
  value: ({ tp, fp }) => ratio(tp, tp + fp),
})
