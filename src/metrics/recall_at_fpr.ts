import type { RankedMetric, Totals, Walker } from '../core/metric.js'
import { numberParam } from '../core/params.js'
import { ROUNDING } from './rounding.js'

/** The best recall that any threshold has whose false positive rate is at most the allowed one. */
export const recallAtFpr: RankedMetric = {
  kind: 'ranked',
  order: 'prediction',
  name: 'recall_at_fpr',
  task: 'binary',
  direction: 'higher',
  summary: 'The best recall of a threshold whose false positive rate is at most the allowed one.',
  formula: 'max tp / positives over the distinct predictions with fp / negatives ≤ fpr; 0 if there is none',
  range: '0 to 1',
  undefinedWhen: 'unless both classes occur',
  source: 'sklearn.metrics.roc_curve',
  params: { fpr: { type: 'number', description: 'the greatest false positive rate', min: 0, max: 1 } },
  shorthand: { prefix: 'recall@fpr=', param: 'fpr', example: 0.01 },
  reading: (params) => ({ by: 'steps', walker: (totals) => walk(totals, numberParam(params, 'fpr')) }),
}

function walk(totals: Totals, fpr: number): Walker {
  const allowed = fpr * (1 + ROUNDING) * totals.negative
  let tp = 0
  let fp = 0
  let best = 0
  return {
    step(positives, negatives) {
      tp += positives
      fp += negatives
      if (fp <= allowed) best = tp
    },
    spread(positives, negatives) {
      const share = negatives === 0 ? 1 : Math.min(1, (allowed - fp) / negatives)
      if (fp <= allowed) best = tp + share * positives
      tp += positives
      fp += negatives
    },
    value: () => (tp === 0 || fp === 0 ? null : best / tp),
  }
}
