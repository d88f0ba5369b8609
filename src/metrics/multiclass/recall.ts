import { ratio } from '../../core/metric.js'
import { averagedMetric } from './averaged.js'

/** Share of a class's rows that are predicted as such, averaged over the classes. */
export const recall = averagedMetric({
  name: 'recall',
  summary: 'Share of a class’s rows that are predicted as such, averaged over the classes.',
  formula: 'per class tp / (tp + fn), then the average',
  undefinedWhen: 'when a class that enters the average is predicted but never a label, unless zero_division is set',
  source: 'sklearn.metrics.recall_score',
  ofClass: ({ tp, fn }) => ratio(tp, tp + fn),
})
