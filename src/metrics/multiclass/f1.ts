import { ratio } from '../../core/metric.js'
import { averagedMetric } from './averaged.js'

/** Harmonic mean of a class's precision and recall, averaged over the classes. */
export const f1 = averagedMetric({
  name: 'f1',
  summary: 'Harmonic mean of a class’s precision and recall, averaged over the classes.',
  formula: 'per class 2 tp / (2 tp + fp + fn), then the average',
  undefinedWhen: 'for a single class that is neither a label nor predicted, unless zero_division is set',
  source: 'sklearn.metrics.f1_score',
  ofClass: ({ tp, fp, fn }) => ratio(2 * tp, 2 * tp + fp + fn),
})
