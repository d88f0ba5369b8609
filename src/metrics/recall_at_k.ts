import { relevanceMetric } from './relevance.js'
import { CUT_PARAMS, foundWithin } from './tied_ranks.js'

/** Share of the relevant items that are among the first k. */
export const recallAtK = relevanceMetric({
  name: 'recall_at_k',
  summary: 'Share of the relevant items that are among the first k.',
  formula: 'relevant items among the first k / relevant items; mean over queries',
  source: 'Manning, Raghavan and Schütze (2008), 8.4; ties averaged',
  params: CUT_PARAMS,
  shorthand: { prefix: 'recall@', param: 'k' },
  value: (ties, relevant, k) => foundWithin(ties, k) / relevant,
})
