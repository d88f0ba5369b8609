import type { QueryMetric } from '../core/metric.js'
import {
  CUT_PARAMS,
  firstRelevant,
  GRADED,
  NO_RELEVANT,
  relevantCount,
  requiredCut,
  tiesOf,
  withoutRelevant,
} from './tied_ranks.js'

/** Share of queries with a relevant item among the first k. */
export const hitRate: QueryMetric = {
  kind: 'queries',
  name: 'hit_rate',
  task: 'ranking',
  direction: 'higher',
  summary: 'Share of queries that have a relevant item among the first k.',
  formula: '1 if one of the first k items is relevant, else 0; mean over queries',
  range: '0 to 1',
  undefinedWhen: NO_RELEVANT,
  source: 'torchmetrics.retrieval.RetrievalHitRate; ties averaged',
  params: CUT_PARAMS,
  shorthand: { prefix: 'hit_rate@', param: 'k' },
  ...GRADED,
  query(items, params) {
    if (relevantCount(items) === 0) return withoutRelevant(params)
    const k = requiredCut(params)
    return firstRelevant(tiesOf(items, k), k).reduce((sum, [, probability]) => sum + probability, 0)
  },
}
