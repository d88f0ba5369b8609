import { ratio } from '../../core/metric.js'
import { classesMetric, sumOver } from './classes.js'

/** Matthews correlation coefficient of several classes, R_K (Gorodkin, 2004). */
export const mcc = classesMetric({
  name: 'mcc',
  summary: 'Correlation of label and predicted class.',
  formula: 'Σ (tp tn − fp fn) / √(Σ (tp + fn) (tn + fp) × Σ (tp + fp) (tn + fn)), the sums over classes',
  range: '−1 to 1; with more than two classes the minimum is between −1 and 0',
  size: 1,
  undefinedWhen: 'when all labels or all predictions are of one class',
  source: 'sklearn.metrics.matthews_corrcoef',
  value(decisions) {
    const tn = decisions.tn()
    const covariance = sumOver(decisions, ({ tp, fp, fn }, index) => tp * (tn[index] ?? 0) - fp * fn)
    const labels = sumOver(decisions, ({ tp, fp, fn }, index) => (tp + fn) * ((tn[index] ?? 0) + fp))
    const predictions = sumOver(decisions, ({ tp, fp, fn }, index) => (tp + fp) * ((tn[index] ?? 0) + fn))
    return ratio(covariance, Math.sqrt(labels * predictions))
  },
})
