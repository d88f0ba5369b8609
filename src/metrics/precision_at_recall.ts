import type { RankedMetric, Totals, Walker } from '../core/metric.js'
import { numberParam } from '../core/params.js'
import { ROUNDING } from './rounding.js'

/** The best precision that any threshold has whose recall is at least the wanted one. */
export const precisionAtRecall: RankedMetric = {
  kind: 'ranked',
  order: 'prediction',
  name: 'precision_at_recall',
  task: 'binary',
  direction: 'higher',
  summary: 'The best precision of a threshold whose recall is at least the wanted one.',
  formula: 'max tp / (tp + fp) over the distinct predictions with tp / positives ≥ recall',
  range: '0 to 1',
  undefinedWhen: 'without positive labels',
  source: 'sklearn.metrics.precision_recall_curve',
  params: { recall: { type: 'number', description: 'the least recall', exclusiveMin: 0, max: 1 } },
  shorthand: { prefix: 'precision@recall=', param: 'recall', example: 0.9 },
  reading: (params) => ({ by: 'steps', walker: (totals) => walk(totals, numberParam(params, 'recall')) }),
}

function walk(totals: Totals, recall: number): Walker {
  const enough = recall * (1 - ROUNDING) * totals.positive
  let tp = 0
  let fp = 0
  let best = 0
  const step = (positives: number, negatives: number) => {
    tp += positives
    fp += negatives
    if (tp >= enough) best = Math.max(best, tp / (tp + fp))
  }
  return {
    step,
    spread(positives, negatives) {
      const lacking = enough - tp
      if (lacking > 0 && lacking <= positives) best = enough / (enough + fp + (negatives * lacking) / positives)
      step(positives, negatives)
    },
    value: () => (tp === 0 ? null : best),
  }
}
