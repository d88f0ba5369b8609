import type { QueryMetric } from '../core/metric.js'
import {
  cutOf,
  firstRelevant,
  GRADED,
  NO_RELEVANT,
  RANKING_PARAMS,
  relevantCount,
  tiesOf,
  withoutRelevant,
} from './tied_ranks.js'

/** Mean over queries of 1 / rank of the first relevant item. */
export const mrr: QueryMetric = {
  kind: 'queries',
  name: 'mrr',
  task: 'ranking',
  direction: 'higher',
  summary: 'Mean reciprocal rank of the first relevant item.',
  formula: '1 / rank of the first relevant item, 0 if it is beyond k; mean over queries',
  range: '0 to 1',
  undefinedWhen: NO_RELEVANT,
  source: 'Voorhees, The TREC-8 question answering track report (1999); ties averaged',
  params: RANKING_PARAMS,
  shorthand: { prefix: 'mrr@', param: 'k' },
  ...GRADED,
  query(items, params) {
    if (relevantCount(items) === 0) return withoutRelevant(params)
    const k = cutOf(params)
    return firstRelevant(tiesOf(items, k), k).reduce((sum, [rank, probability]) => sum + probability / rank, 0)
  },
}
