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
  size: 1,
  undefinedWhen: 'unless both classes occur',
  source: '2 sklearn.metrics.roc_auc_score − 1',
  params: {},
  reading: () => ({
    by: 'pairs',
    value({ concordant, positive, negative }) {
      const pairs = positive * negative
      return pairs === 0 ? null : (2 * concordant - pairs) / positive / negative
    },
  }),
}
