import type { QueryMetric } from '../core/metric.js'
import {
  CUT_PARAMS,
  foundWithin,
  GRADED,
  NO_RELEVANT,
  relevantCount,
  requiredCut,
  tiesOf,
  withoutRelevant,
} from './tied_ranks.js'

/** Share of the relevant items that are among the first k. */
export const recallAtK: QueryMetric = {
  kind: 'queries',
  name: 'recall_at_k',
  task: 'ranking',
  direction: 'higher',
  summary: 'Share of the relevant items that are among the first k.',
  formula: 'relevant items among the first k / relevant items; mean over queries',
  range: '0 to 1',
  undefinedWhen: NO_RELEVANT,
  source: 'Manning, Raghavan and Schütze (2008), 8.4; ties averaged',
  params: CUT_PARAMS,
  shorthand: { prefix: 'recall@', param: 'k' },
  ...GRADED,
  query(items, params) {
    const relevant = relevantCount(items)
    if (relevant === 0) return withoutRelevant(params)
    const k = requiredCut(params)
    return foundWithin(tiesOf(items, k), k) / relevant
  },
}
