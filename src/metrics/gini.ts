import type { RankedMetric } from '../core/metric.js'

/** Somers' D of prediction and label: 2 roc_auc − 1. */
export const gini: RankedMetric = {
  kind: 'ranked',
  order: 'prediction',
  name: 'gini',
  task: 'binary',
  direction: 'higher',
  summary: 'Accuracy ratio (Somers’ D): 2 roc_auc − 1.',
  formula: '(concordant pairs − discordant pairs) / (positives × negatives)',
  range: '−1 to 1, 0 = random',
  undefinedWhen: 'unless both classes occur',
  source: '2 sklearn.metrics.roc_auc_score − 1',
  params: {},
  walker() {
    let positive = 0
    let negative = 0
    let surplus = 0
    return {
      step(positives, negatives) {
        surplus += negatives * positive - positives * negative
        positive += positives
        negative += negatives
      },
      value: () => (positive === 0 || negative === 0 ? null : surplus / positive / negative),
    }
  },
}
