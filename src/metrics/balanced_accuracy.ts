import { confusionMetric } from './confusion.js'

/** Mean of recall and specificity. scikit-learn averages over the classes that occur; here both must. */
export const balancedAccuracy = confusionMetric({
  name: 'balanced_accuracy',
  direction: 'higher',
  summary: 'Mean of the recall of both classes.',
  formula: '(tp / (tp + fn) + tn / (tn + fp)) / 2',
  range: '0 to 1',
  undefinedWhen: 'unless both classes occur',
  source: 'sklearn.metrics.balanced_accuracy_score',
  finish: ({ tp, fp, fn, tn }) => (tp + fn === 0 || tn + fp === 0 ? null : (tp / (tp + fn) + tn / (tn + fp)) / 2),
})
