import { ratio } from '../core/metric.js'
import { confusionMetric } from './confusion.js'

/** False positive rate: share of negatives that are taken for positives. */
export const fpr = confusionMetric({
  name: 'fpr',
  direction: 'lower',
  summary: 'False positive rate: share of negatives that are taken for positives.',
  formula: 'fp / (fp + tn)',
  range: '0 to 1',
  undefinedWhen: 'without negative labels',
  source: '1 − sklearn.metrics.recall_score(pos_label=0)',
  finish: ({ fp, tn }) => ratio(fp, fp + tn),
})
