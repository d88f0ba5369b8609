import type { RankedMetric, Totals, Walker } from '../core/metric.js'
import { numberParam } from '../core/params.js'

/** How many times as many positives are among the highest predictions as among all rows. */
export const lift: RankedMetric = {
  kind: 'ranked',
  order: 'prediction',
  name: 'lift',
  task: 'binary',
  direction: 'higher',
  summary: 'How many times as many positives are among the share q of the highest predictions as among all rows.',
  formula: '(positives in the top q / positives) / q; of a tie that q cuts through, a proportional part',
  range: '0 to 1 / q, 1 = random',
  undefinedWhen: 'without positive labels',
  source: 'the cumulative gains of sklearn.metrics.confusion_matrix_at_thresholds, interpolated linearly',
  params: { q: { type: 'number', description: 'share of the rows, by weight', exclusiveMin: 0, max: 1 } },
  shorthand: { prefix: 'lift@', param: 'q', example: 0.1 },
  reading: (params) => ({ by: 'steps', walker: (totals) => walk(totals, numberParam(params, 'q')) }),
}

function walk(totals: Totals, q: number): Walker {
  let left = q * (totals.positive + totals.negative)
  let found = 0
  return {
    step(positives, negatives) {
      if (left <= 0) return
      const size = positives + negatives
      found += positives * Math.min(1, left / size)
      left -= size
    },
    value: () => (totals.positive === 0 ? null : found / totals.positive / q),
  }
}
