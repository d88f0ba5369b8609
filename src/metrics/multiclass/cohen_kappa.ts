import { ratio } from '../../core/metric.js'
import { classesMetric, sumOver } from './classes.js'

/** Agreement of label and predicted class beyond that of chance. */
export const cohenKappa = classesMetric({
  name: 'cohen_kappa',
  summary: 'Agreement of label and predicted class beyond that of chance.',
  formula: '1 − Σ fn × Σ w / Σ (tp + fn) (tn + fn), the sums over classes',
  range: '−1 to 1, 0 = chance',
  size: 1,
  undefinedWhen: 'when labels and predictions are all of one and the same class',
  source: 'sklearn.metrics.cohen_kappa_score',
  value(decisions) {
    const disagreement = sumOver(decisions, ({ fn }) => fn) * decisions.total
    const tn = decisions.tn()
    const ofChance = ratio(
      disagreement,
      sumOver(decisions, ({ tp, fn }, index) => (tp + fn) * ((tn[index] ?? 0) + fn)),
    )
    return ofChance === null ? null : 1 - ofChance
  },
})
