import { textParam } from '../core/params.js'
import { relevanceMetric } from './relevance.js'
import { RANKING_PARAMS, type Tie } from './tied_ranks.js'

/** Mean over queries of the average precision of the ranking. */
export const map = relevanceMetric({
  name: 'map',
  summary: 'Mean average precision: precision at the ranks of the relevant items, averaged per query.',
  formula: 'Σ precision(i) over the ranks i ≤ k of relevant items / min(relevant items, k); mean over queries',
  source: 'Manning, Raghavan and Schütze (2008), 8.4; ties averaged as in McSherry and Najork (2008)',
  params: {
    ...RANKING_PARAMS,
    denominator: {
      type: 'text',
      description: 'min = min(relevant items, k), relevant = all relevant items, as trec_eval has it',
      default: 'min',
      choices: ['min', 'relevant'],
    },
  },
  shorthand: { prefix: 'map@', param: 'k' },
  value(ties, relevant, k, params) {
    const sum = ties.reduce((total, tie) => total + precisionOf(tie, k), 0)
    return sum / (textParam(params, 'denominator') === 'relevant' ? relevant : Math.min(relevant, k))
  },
})

/** Precision at the ranks of a tie's relevant items, summed, as it is expected over the tie's orders. */
function precisionOf({ before, relevantBefore, size, relevant }: Tie, k: number): number {
  const spacing = size === 1 ? 0 : (relevant - 1) / (size - 1)
  let sum = 0
  for (let place = 1; place <= size && before + place <= k && relevant > 0; place++) {
    sum += (relevantBefore + 1 + (place - 1) * spacing) / (before + place)
  }
  return sum * (relevant / size)
}
