import type { Params, QueryMetric } from '../core/metric.js'
import { cutOf, GRADED, NO_RELEVANT, relevantCount, type Tie, tiesOf, withoutRelevant } from './tied_ranks.js'

type OfRelevance = Omit<QueryMetric, 'kind' | 'task' | 'direction' | 'range' | 'undefinedWhen' | 'query'> & {
  /** The value of a query that has relevant items; `k` is infinity without a cut. */
  value(ties: readonly Tie[], relevant: number, k: number, params: Params): number
}

/** Completes a metric of which items of a query are relevant, whatever their grade. */
export function relevanceMetric({ value, ...description }: OfRelevance): QueryMetric {
  return {
    ...description,
    kind: 'queries',
    task: 'ranking',
    direction: 'higher',
    range: '0 to 1',
    undefinedWhen: NO_RELEVANT,
    ...GRADED,
    query(items, params) {
      const relevant = relevantCount(items)
      if (relevant === 0) return withoutRelevant(params)
      const k = cutOf(params)
      return value(tiesOf(items, k), relevant, k, params)
    },
  }
}
