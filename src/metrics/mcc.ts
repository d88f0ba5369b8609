import { confusionMetric, sharesOf } from './confusion.js'

/** Matthews correlation coefficient: the correlation of label and decision. */
export const mcc = confusionMetric({
  name: 'mcc',
  direction: 'higher',
  summary: 'Matthews correlation of label and decision.',
  formula: '(tp tn − fp fn) / √((tp + fp) (tp + fn) (tn + fp) (tn + fn))',
  range: '−1 to 1',
  size: 1,
  undefinedWhen: 'unless both classes occur among labels and decisions',
  source: 'sklearn.metrics.matthews_corrcoef',
  finish(confusion) {
    const { tp, fp, fn, tn } = sharesOf(confusion)
    if (tp + fp === 0 || tp + fn === 0 || tn + fp === 0 || tn + fn === 0) return null
    return (tp * tn - fp * fn) / Math.sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn))
  },
})
