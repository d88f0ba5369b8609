import type { Params, QueryMetric, RankedItems } from '../core/metric.js'
import { textParam } from '../core/params.js'
import { cutOf, GRADED, NO_RELEVANT, RANKING_PARAMS, withoutRelevant } from './tied_ranks.js'

/** Discounted gain of a ranking, divided by that of the best order. */
export const ndcg: QueryMetric = {
  kind: 'queries',
  name: 'ndcg',
  task: 'ranking',
  direction: 'higher',
  summary: 'Discounted gain of a query’s ranking, divided by that of the best order.',
  formula: 'Σ gainᵢ / log₂(i + 1) over the ranks i ≤ k, divided by its greatest possible value; mean over queries',
  range: '0 to 1',
  undefinedWhen: NO_RELEVANT,
  source: 'Järvelin and Kekäläinen (2002); sklearn.metrics.ndcg_score, ties averaged',
  params: {
    ...RANKING_PARAMS,
    gain: {
      type: 'text',
      description: 'linear = the label, exponential = 2^label − 1',
      default: 'linear',
      choices: ['linear', 'exponential'],
    },
  },
  shorthand: { prefix: 'ndcg@', param: 'k' },
  ...GRADED,
  query(items, params) {
    const gains = gainsOf(items, params)
    if (gains === null) return withoutRelevant(params)
    const cut = Math.min(items.count, cutOf(params))
    let found = 0
    for (let before = 0; before < cut; ) {
      const end = items.ties[before] ?? items.count
      let gain = 0
      for (let item = before; item < end; item++) gain += gains[item] ?? 0
      let discount = 0
      for (let item = before; item < Math.min(end, cut); item++) discount += 1 / Math.log2(item + 2)
      found += (gain / (end - before)) * discount
      before = end
    }
    const best = gains.sort()
    let ideal = 0
    for (let item = 0; item < cut; item++) ideal += (best[best.length - 1 - item] ?? 0) / Math.log2(item + 2)
    return found / ideal
  },
}

/** Gains in units of the greatest, so that none overflows; null if no item is relevant. */
function gainsOf({ gains, count }: RankedItems, params: Params): Float64Array | null {
  const scaled = gains.slice(0, count)
  const greatest = scaled.reduce((most, gain) => Math.max(most, gain), 0)
  if (greatest === 0) return null
  if (textParam(params, 'gain') === 'linear') return scaled.map((gain) => gain / greatest)
  // (2^g − 1) / (2^G − 1) = 2^(g − G) (1 − 2^−g) / (1 − 2^−G)
  const whole = Math.expm1(-greatest * Math.LN2)
  return scaled.map((gain) => 2 ** (gain - greatest) * (Math.expm1(-gain * Math.LN2) / whole))
}
