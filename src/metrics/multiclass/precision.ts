import { ratio } from '../../core/metric.js'
import { averagedMetric } from './averaged.js'

/** Share of the rows predicted as a class that are of it, averaged over the classes. */
export const precision = averagedMetric({
  name: 'precision',
  summary: 'Share of the rows predicted as a class that are of it, averaged over the classes.',
  formula: 'per class tp / (tp + fp), then the average',
  undefinedWhen: 'when a class that enters the average is never predicted, unless zero_division is set',
  source: 'sklearn.metrics.precision_score',
  ofClass: ({ tp, fp }) => ratio(tp, tp + fp),
})
