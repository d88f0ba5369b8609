import type { Pairs, RankedMetric, Totals, Walker } from '../core/metric.js'
import { optionalNumber } from '../core/params.js'

/** Probability that a random positive is ranked above a random negative; ties count one half (midranks). */
export const rocAuc: RankedMetric = {
  kind: 'ranked',
  order: 'prediction',
  name: 'roc_auc',
  task: 'binary',
  direction: 'higher',
  summary: 'Probability that a positive is ranked above a negative.',
  formula: `(concordant pairs + ½ tied pairs) / (positives × negatives), pairs weighted by the product of weights;
with max_fpr = m, A = the area under the ROC curve up to m: ½ (1 + (A − m² / 2) / (m − m² / 2))`,
  range: '0 to 1, 0.5 = random',
  undefinedWhen: 'unless both classes occur',
  source: 'sklearn.metrics.roc_auc_score; McClish, Analyzing a portion of the ROC curve (1989)',
  params: {
    max_fpr: {
      type: 'number',
      description: 'only the part of the curve up to this false positive rate',
      optional: true,
      exclusiveMin: 0,
      max: 1,
    },
  },
  reading(params) {
    const limit = optionalNumber(params, 'max_fpr') ?? 1
    return limit === 1 ? { by: 'pairs', value: areaOf } : { by: 'steps', walker: (totals) => partialArea(limit, totals) }
  },
}

/** Mann and Whitney's statistic. */
export function areaOf({ concordant, positive, negative }: Pairs): number | null {
  return positive === 0 || negative === 0 ? null : concordant / positive / negative
}

/** Trapezoids up to the limit, where the curve is cut by linear interpolation; standardised to 0.5 = random. */
function partialArea(limit: number, totals: Totals): Walker {
  let [tpr, fpr, area] = [0, 0, 0]
  let [tp, fp] = [0, 0]
  return {
    step(positives, negatives) {
      tp += positives
      fp += negatives
      const [right, top] = [fp / totals.negative, tp / totals.positive]
      if (fpr < limit && right > fpr) {
        const width = Math.min(right, limit) - fpr
        area += width * (tpr + ((top - tpr) * width) / (right - fpr) / 2)
      }
      fpr = right
      tpr = top
    },
    value() {
      if (tp === 0 || fp === 0) return null
      const chance = limit ** 2 / 2
      return (1 + (area - chance) / (limit - chance)) / 2
    },
  }
}
