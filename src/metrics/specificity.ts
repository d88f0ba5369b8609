import { ratio } from '../core/metric.js'
import { confusionMetric } from './confusion.js'

/** Share of negatives that are recognised: the recall of the negative class. */
export const specificity = confusionMetric({
  name: 'specificity',
  direction: 'higher',
  summary: 'Share of negatives that are recognised.',
  formula: 'tn / (tn + fp)',
  range: '0 to 1',
  undefinedWhen: 'without negative labels',
  source: 'sklearn.metrics.recall_score(pos_label=0)',
  finish: ({ tn, fp }) => ratio(tn, tn + fp),
})
