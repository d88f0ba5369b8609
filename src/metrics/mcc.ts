import { confusionMetric } from './confusion.js'

/** Matthews correlation coefficient: the correlation of label and decision. */
export const mcc = confusionMetric({
  name: 'mcc',
  direction: 'higher',
  summary: 'Matthews correlation of label and decision.',
  formula: '(tp tn − fp fn) / √((tp + fp) (tp + fn) (tn + fp) (tn + fn))',
  range: '−1 to 1',
  undefinedWhen: 'unless both classes occur among labels and decisions',
  source: 'sklearn.metrics.matthews_corrcoef',
  value(confusion) {
    // Shares first: products of huge or tiny weights would overflow or vanish.
    const all = confusion.tp + confusion.fp + confusion.fn + confusion.tn
    const [tp, fp, fn, tn] = [confusion.tp / all, confusion.fp / all, confusion.fn / all, confusion.tn / all]
    if (tp + fp === 0 || tp + fn === 0 || tn + fp === 0 || tn + fn === 0) return null
    return (tp * tn - fp * fn) / Math.sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn))
  },
})
