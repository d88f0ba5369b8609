import { ratio } from '../core/metric.js'
import { confusionMetric } from './confusion.js'

/** Share of positives that are found. */
export const recall = confusionMetric({
  name: 'recall',
  direction: 'higher',
  summary: 'Share of positives that are found.',
  formula: 'tp / (tp + fn)',
  range: '0 to 1',
  undefinedWhen: 'without positive labels',
  source: 'sklearn.metrics.recall_score',
  value: ({ tp, fn }) => ratio(tp, tp + fn),
})
