import { confusionMetric } from './confusion.js'

/** Youden's J: how much better than chance both classes are recognised. */
export const informedness = confusionMetric({
  name: 'informedness',
  direction: 'higher',
  summary: 'Youden’s J: recall plus specificity, minus 1.',
  formula: 'tp / (tp + fn) + tn / (tn + fp) − 1',
  range: '−1 to 1, 0 = random',
  size: 1,
  undefinedWhen: 'unless both classes occur',
  source: 'sklearn.metrics.balanced_accuracy_score(adjusted=True)',
  finish({ tp, fp, fn, tn }) {
    return tp + fn === 0 || tn + fp === 0 ? null : tp / (tp + fn) - fp / (tn + fp)
  },
})
