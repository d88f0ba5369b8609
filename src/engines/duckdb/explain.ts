import type { MetricPlan, PlannedQuery } from '../../core/ports.js'
import { UNKNOWN } from '../sql/state.js'
import { planAggregate } from './aggregate-query.js'
import { NO_CENTERS } from './centers.js'
import { membershipOf } from './membership.js'
import { centerLocally } from './moments.js'
import { sortOfClass } from './one-vs-rest.js'
import { pluginRows } from './plugin-rows.js'
import { sortedQueries } from './queries.js'
import { type Sorting, sortedRows, sortOf } from './ranked.js'

/**
 * The queries of a scan as they are where nothing is known of the data, over a relation `dataset`. What metadata tells
 * makes them shorter, and predicates over columns of few values are evaluated on those: the result is the same.
 */
export function explain(plan: MetricPlan): PlannedQuery[] {
  const dataset = { columns: [], relation: 'dataset' }
  const sorting: Sorting = { plan, membership: membershipOf(plan.slices, null), dataset, profile: UNKNOWN }
  return [aggregates(sorting), ...sorts(sorting)]
}

function aggregates({ plan, membership, dataset, profile }: Sorting): PlannedQuery {
  const { statistics, rowsWith, sql } = planAggregate(plan, membership, dataset, profile)
  const { moments, terms } = statistics
  // Found out from the first rows; they change digits only.
  const centers = { ...NO_CENTERS, terms: statistics.products.length === 0 ? [] : terms.map(() => ({ ratio: 0, scale: 1 })) }
  const canonical = rowsWith(moments.length === 0 ? [] : membership.expressions)
  const centering = moments.length === 0 ? (rows: string) => rows : centerLocally(moments, membership.names)
  return { what: 'counts and sums of all slices', sql: sql(canonical, centering, centers) }
}

/** One per order that a metric needs. */
function sorts(sorting: Sorting): PlannedQuery[] {
  const { plan } = sorting
  const kinds = new Set(plan.metrics.map(({ metric }) => metric.kind))
  const ranked = (['prediction', 'error'] as const).flatMap((order) => {
    const isAsked = plan.metrics.some(({ metric }) => metric.kind === 'ranked' && metric.order === order)
    return isAsked ? [{ what: `rows in the order of the ${order}`, sql: sortedRows(sorting, sortOf(order, sorting)) }] : []
  })
  const classes = kinds.has('one_vs_rest') ? Object.keys(plan.columns.probabilities ?? {}) : []
  const { group } = plan.columns
  return [
    ...ranked,
    ...classes.map((name, index) => ({
      what: `rows in the order of the probability of ${name}`,
      sql: sortedRows(sorting, sortOfClass(name, index, sorting)),
    })),
    ...(kinds.has('queries') && group !== null
      ? [{ what: `rows of each ${group} in the order of the prediction`, sql: sortedQueries(sorting, group) }]
      : []),
    ...plan.metrics.flatMap(({ metric }) =>
      metric.kind === 'columns' ? [{ what: `rows that ${metric.name} takes`, sql: pluginRows(metric, sorting) }] : [],
    ),
  ]
}
