import { ratio } from '../core/metric.js'
import { confusionMetric, sharesOf } from './confusion.js'

/** Agreement of label and decision beyond that of chance. */
export const cohenKappa = confusionMetric({
  name: 'cohen_kappa',
  direction: 'higher',
  summary: 'Agreement of label and decision beyond that of chance.',
  formula: '2 (tp tn − fp fn) / ((tp + fp) (fp + tn) + (tp + fn) (fn + tn))',
  range: '−1 to 1, 0 = chance',
  size: 1,
  undefinedWhen: 'when labels and decisions are all of one class',
  source: 'sklearn.metrics.cohen_kappa_score',
  finish(confusion) {
    const { tp, fp, fn, tn } = sharesOf(confusion)
    return ratio(2 * (tp * tn - fp * fn), (tp + fp) * (fp + tn) + (tp + fn) * (fn + tn))
  },
})
