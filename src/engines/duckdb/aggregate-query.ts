import type { MetricPlan } from '../../core/ports.js'
import { identifier } from '../../core/sql.js'
import { bucketExpression, canonicalRows } from '../sql/rows.js'
import { isClean, type Profile, STATE } from '../sql/state.js'
import { type Centers, centered } from './centers.js'
import type { Relation } from './dataset.js'
import type { Membership } from './membership.js'
import { type Centering, momentSums, momentTerms } from './moments.js'
import { ownColumns } from './own-sql.js'
import { planStatistics, type Statistics } from './statistics.js'

/** The aggregating scan as text. */
export interface AggregateQuery {
  readonly statistics: Statistics
  /** SQL of the canonical rows, with further expressions. */
  rowsWith(more: readonly string[]): string
  /** Of canonical rows. */
  sql(canonical: string, centering: Centering, centers: Centers): string
}

export function planAggregate(plan: MetricPlan, membership: Membership, dataset: Relation, profile: Profile): AggregateQuery {
  // Integers are grouped faster than doubles.
  const hasClasses = plan.task === 'binary' && profile.labelsValid
  const statistics = planStatistics(plan, dataset.columns, hasClasses ? 'ctrain_label_class' : 'label')
  const place = statistics.isBucketed ? [`${bucketExpression(plan)} AS ctrain_bucket`] : []
  const carried = [
    ...membership.grouped.keys,
    ...place,
    ...ownColumns(plan, dataset),
    ...(hasClasses ? [`${identifier(plan.columns.label)} AS ctrain_label_class`] : []),
  ]
  const rowsWith = (more: readonly string[]) =>
    canonicalRows({ plan, columns: dataset.columns, relation: dataset.relation, profile, carried: [...carried, ...more] })
  return {
    statistics,
    rowsWith,
    sql: (canonical, centering, centers) => query(canonical, centering, { statistics, centers, membership, plan, profile }),
  }
}

interface Asked {
  readonly statistics: Statistics
  readonly centers: Centers
  readonly membership: Membership
  readonly plan: MetricPlan
  readonly profile: Profile
}

/** Grouped twice: rows by what tells their slices, and those groups by the slices. */
function query(canonical: string, centering: Centering, { statistics, centers, membership, plan, profile }: Asked): string {
  const { keys, terms, moments, products, isBucketed } = statistics
  const ofScored = (sql: string) => (isClean(profile) ? sql : `CASE WHEN ctrain_state = ${STATE.scored} THEN ${sql} END`)
  const names = membership.grouped.keys.map((key) => key.slice(key.lastIndexOf(' ') + 1))
  const together = ['ctrain_state', ...(isBucketed ? ['ctrain_bucket'] : []), ...keys.map((_, index) => `key${index}`)]
  const isWeighted = plan.columns.weight !== null
  const { suspects } = profile
  const spread = moments.map((_, index) => momentSums(index))
  const sums = [...terms.map((_, index) => `sum${index}`), ...products.map((_, index) => `product${index}`)]
  return `
    WITH ctrain_canonical AS (${canonical}),
    terms AS (SELECT ${[
      ...names,
      'ctrain_state',
      'weight',
      // NaN in one of them makes it NaN.
      ...(suspects.length === 0 ? [] : [`${suspects.join(' + ')} AS suspect`]),
      ...(isBucketed ? ['ctrain_bucket'] : []),
      ...keys.map((sql, index) => `${ofScored(sql)} AS key${index}`),
      ...terms.map((sql, index) => `${ofScored(sql)} AS term${index}`),
      ...centered(
        terms.map((sql) => ofScored(`(${sql})`)),
        centers,
      ),
      ...moments.flatMap((sql, index) => [...momentTerms(ofScored(sql), index, centers.weight.scale), `ctrain_center${index}`]),
    ].join(', ')} FROM ${centering('ctrain_canonical')}),
    groups AS (SELECT ${[
      ...names,
      ...together,
      'count(*) AS rows',
      ...(isWeighted ? [`max(${ofScored('weight')}) AS greatest`] : []),
      // NaN is the greatest of all.
      ...(suspects.length === 0 ? [] : ['max(suspect) AS suspect']),
      ...terms.map((_, index) => `fsum(term${index}) AS sum${index}`),
      ...products.map((sql, index) => `sum(${sql}) AS product${index}`),
      ...spread.flatMap(({ first }) => first),
    ].join(', ')} FROM terms GROUP BY ALL)
    SELECT ${[
      ...membership.grouped.expressions,
      ...together,
      'CAST(sum(rows) AS DOUBLE) AS rows',
      ...(isWeighted ? ['max(greatest) AS greatest'] : []),
      ...(suspects.length === 0 ? [] : ['max(suspect) AS suspect']),
      ...sums.map((name) => `fsum(${name}) AS ${name}`),
      ...spread.flatMap(({ second }) => second),
    ].join(', ')} FROM groups GROUP BY ALL ORDER BY ALL`
}
