import type { RankedMetric, Totals, Walker } from '../core/metric.js'

/** Kolmogorov–Smirnov distance of the predictions of positives and negatives. */
export const ks: RankedMetric = {
  kind: 'ranked',
  order: 'prediction',
  name: 'ks',
  task: 'binary',
  direction: 'higher',
  summary: 'Kolmogorov–Smirnov distance of the predictions of positives and negatives.',
  formula: 'max |tp / positives − fp / negatives| over the distinct predictions',
  range: '0 to 1',
  size: 1,
  undefinedWhen: 'unless both classes occur',
  source: 'scipy.stats.ks_2samp; max |tpr − fpr| of sklearn.metrics.roc_curve',
  params: {},
  reading: () => ({ by: 'steps', walker: walk }),
}

function walk(totals: Totals): Walker {
  let tp = 0
  let fp = 0
  let greatest = 0
  return {
    step(positives, negatives) {
      tp += positives
      fp += negatives
      greatest = Math.max(greatest, Math.abs(tp / totals.positive - fp / totals.negative))
    },
    // Below that, it is what rounding leaves at the end of the curve.
    value: () => (tp === 0 || fp === 0 ? null : greatest < 1e-15 ? 0 : greatest),
  }
}
