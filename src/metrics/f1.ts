import { ratio } from '../core/metric.js'
import { confusionMetric } from './confusion.js'

/** Harmonic mean of precision and recall. */
export const f1 = confusionMetric({
  name: 'f1',
  direction: 'higher',
  summary: 'Harmonic mean of precision and recall.',
  formula: '2 tp / (2 tp + fp + fn)',
  range: '0 to 1',
  undefinedWhen: 'without positive labels and positive decisions',
  source: 'sklearn.metrics.f1_score',
  value: ({ tp, fp, fn }) => ratio(2 * tp, 2 * tp + fp + fn),
})
