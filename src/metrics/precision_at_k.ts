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

/** Share of the first k items that are relevant. */
export const precisionAtK: QueryMetric = {
  kind: 'queries',
  name: 'precision_at_k',
  task: 'ranking',
  direction: 'higher',
  summary: 'Share of the first k items that are relevant.',
  formula: 'relevant items among the first k / k, also of a shorter list; mean over queries',
  range: '0 to 1',
  undefinedWhen: NO_RELEVANT,
  source: 'Manning, Raghavan and Schütze (2008), 8.4; ties averaged',
  params: CUT_PARAMS,
  shorthand: { prefix: 'precision@', param: 'k' },
  ...GRADED,
  query(items, params) {
    const relevant = relevantCount(items)
    if (relevant === 0) return withoutRelevant(params)
    const k = requiredCut(params)
    return foundWithin(tiesOf(items, k), k) / k
  },
}
