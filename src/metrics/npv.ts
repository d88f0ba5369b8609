import { ratio } from '../core/metric.js'
import { confusionMetric } from './confusion.js'

/** Negative predictive value: share of negative decisions that are right. */
export const npv = confusionMetric({
  name: 'npv',
  direction: 'higher',
  summary: 'Negative predictive value: share of negative decisions that are right.',
  formula: 'tn / (tn + fn)',
  range: '0 to 1',
  undefinedWhen: 'when every prediction reaches the threshold',
  source: 'sklearn.metrics.precision_score(pos_label=0)',
  finish: ({ fn, tn }) => ratio(tn, tn + fn),
})
