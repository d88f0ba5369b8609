import { ratio } from '../core/metric.js'
import { confusionMetric } from './confusion.js'

/** False negative rate: share of positives that are missed. */
export const fnr = confusionMetric({
  name: 'fnr',
  direction: 'lower',
  summary: 'False negative rate: share of positives that are missed.',
  formula: 'fn / (fn + tp)',
  range: '0 to 1',
  undefinedWhen: 'without positive labels',
  source: '1 − sklearn.metrics.recall_score',
  finish: ({ tp, fn }) => ratio(fn, fn + tp),
})
