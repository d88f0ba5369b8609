import { ratio } from '../../core/metric.js'
import { classesMetric, sumOver } from './classes.js'

/** Mean recall of the classes that occur among the labels. */
export const balancedAccuracy = classesMetric({
  name: 'balanced_accuracy',
  summary: 'Mean recall of the classes that occur among the labels.',
  formula: 'mean of tp / (tp + fn) over the classes with a label',
  range: '0 to 1',
  undefinedWhen: null,
  source: 'sklearn.metrics.balanced_accuracy_score',
  value(decisions) {
    const recalls = sumOver(decisions, ({ tp, fn }) => ratio(tp, tp + fn) ?? 0)
    return ratio(
      recalls,
      sumOver(decisions, ({ tp, fn }) => (tp + fn > 0 ? 1 : 0)),
    )
  },
})
