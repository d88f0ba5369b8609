import { relevanceMetric } from './relevance.js'
import { CUT_PARAMS, foundWithin } from './tied_ranks.js'

/** Share of the first k items that are relevant. */
export const precisionAtK = relevanceMetric({
  name: 'precision_at_k',
  summary: 'Share of the first k items that are relevant.',
  formula: 'relevant items among the first k / k, also of a shorter list; mean over queries',
  source: 'Manning, Raghavan and Schütze (2008), 8.4; ties averaged',
  params: CUT_PARAMS,
  shorthand: { prefix: 'precision@', param: 'k' },
  value: (ties, _, k) => foundWithin(ties, k) / k,
})
