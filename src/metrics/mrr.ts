import { relevanceMetric } from './relevance.js'
import { firstRelevant, RANKING_PARAMS } from './tied_ranks.js'

/** Mean over queries of 1 / rank of the first relevant item. */
export const mrr = relevanceMetric({
  name: 'mrr',
  summary: 'Mean reciprocal rank of the first relevant item.',
  formula: '1 / rank of the first relevant item, 0 if it is beyond k; mean over queries',
  source: 'Voorhees, The TREC-8 question answering track report (1999); ties averaged',
  params: RANKING_PARAMS,
  shorthand: { prefix: 'mrr@', param: 'k' },
  value: (ties, _, k) => firstRelevant(ties, k).reduce((sum, [rank, probability]) => sum + probability / rank, 0),
})
