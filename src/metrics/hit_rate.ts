import { relevanceMetric } from './relevance.js'
import { CUT_PARAMS, firstRelevant } from './tied_ranks.js'

/** Share of queries with a relevant item among the first k. */
export const hitRate = relevanceMetric({
  name: 'hit_rate',
  summary: 'Share of queries that have a relevant item among the first k.',
  formula: '1 if one of the first k items is relevant, else 0; mean over queries',
  source: 'torchmetrics.retrieval.RetrievalHitRate; ties averaged',
  params: CUT_PARAMS,
  shorthand: { prefix: 'hit_rate@', param: 'k' },
  value: (ties, _, k) => firstRelevant(ties, k).reduce((sum, [, probability]) => sum + probability, 0),
})
