import type { DuckDBValue } from '@duckdb/node-api'
import type { Estimates } from '../../core/jackknife.js'
import type { Totals } from '../../core/metric.js'
import type { Moments } from '../../core/moments.js'
import type { MetricPlan, SliceCounts } from '../../core/ports.js'
import { identifier } from '../../core/sql.js'
import { bucketExpression, canonicalRows } from '../sql/rows.js'
import { isClean, type Profile, STATE } from '../sql/state.js'
import { type Centers, centered, centersOf, NO_CENTERS } from './centers.js'
import type { Connection } from './connection.js'
import type { Dataset } from './dataset.js'
import { estimate } from './estimate.js'
import type { Membership } from './membership.js'
import { type Centering, centerGlobally, centerLocally, isFarOff, momentSums, momentTerms, readMoments } from './moments.js'
import { ownColumns } from './own-sql.js'
import { planStatistics, type Statistics } from './statistics.js'
import { toNumber, toNumberOrNull } from './values.js'

/** What one aggregating scan found. */
export interface Aggregates {
  /** Rows by state. */
  readonly states: readonly number[]
  readonly maxWeight: number
  readonly slices: readonly Omit<SliceCounts, 'queries' | 'weightScored'>[]
  /** In the order of the plan's metrics; null for those of another kind. */
  readonly estimates: readonly (Estimates | null)[]
  /** Weights of the scored rows of each slice by class of a binary label; all positive where labels are no classes. */
  readonly totals: readonly Totals[]
  /** Rows whose slices can't be told from their codes. */
  readonly unknown: number
  /** Whether the profile was wrong, as a column that it takes for clean has NaN. */
  readonly hasNaN: boolean
}

/** Rows that belong to the same slices, are in the same state and have the same keys, and what was summed over them. */
export interface Cell {
  readonly members: readonly number[]
  readonly isKnown: boolean
  readonly hasNaN: boolean
  readonly state: number
  readonly bucket: number
  readonly rows: number
  readonly weight: number
  /** Columns of the result by name. */
  readonly record: Readonly<Record<string, DuckDBValue>>
  readonly moments: readonly Moments[]
}

/** Additive statistics of all slices from one scan: rows are grouped by their slices, a slice is the sum of its groups. */
export async function aggregate(
  plan: MetricPlan,
  membership: Membership,
  dataset: Dataset,
  profile: Profile,
  connection: Connection,
): Promise<Aggregates> {
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
  const ask = async (canonical: string, centering: Centering) =>
    (await connection.records(query(canonical, centering, { statistics, centers, membership, plan, profile }))).map((record) =>
      readCell(record, { membership, statistics }),
    )
  const centers = statistics.products.length === 0 ? NO_CENTERS : await centersOf(statistics.terms, rowsWith([]), connection)
  let cells = await ask(rowsWith([]), await centerGlobally(rowsWith([]), statistics.moments, connection))
  if (cells.some(({ moments }) => moments.some(isFarOff))) {
    cells = await ask(rowsWith(membership.expressions), centerLocally(statistics.moments, membership.names))
  }
  if (cells.some(({ hasNaN }) => hasNaN)) return WRONG_PROFILE
  const scored = cells.filter(({ state }) => state === STATE.scored)
  return {
    states: Object.values(STATE).map((state) => rowsOf(cells.filter((cell) => cell.state === state))),
    maxWeight: scored.reduce((greatest, { record }) => Math.max(greatest, toNumber(record['greatest'] ?? 1)), 0),
    slices: countSlices(plan, cells),
    estimates: plan.metrics.map((bound) => estimate(bound, plan.slices.length, { statistics, centers }, scored)),
    totals: totalsOf(plan, scored),
    unknown: rowsOf(cells.filter(({ isKnown }) => !isKnown)),
    hasNaN: false,
  }
}

const WRONG_PROFILE: Aggregates = {
  states: [],
  maxWeight: 0,
  slices: [],
  estimates: [],
  totals: [],
  unknown: 0,
  hasNaN: true,
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

function readCell(
  record: Readonly<Record<string, DuckDBValue>>,
  { membership, statistics }: Pick<Asked, 'membership' | 'statistics'>,
): Cell {
  const members = membership.members(membership.names.map((name) => toNumberOrNull(record[name])))
  const state = toNumber(record['ctrain_state'])
  const rows = toNumber(record['rows'])
  const weight = toNumber(record[statistics.weight])
  return {
    members: members ?? [],
    isKnown: members !== null,
    hasNaN: Number.isNaN(record['suspect']),
    state,
    bucket: statistics.isBucketed ? toNumber(record['ctrain_bucket']) : 0,
    rows,
    weight,
    record,
    moments: state === STATE.scored ? statistics.moments.map((_, index) => readMoments(record, index, rows, weight)) : [],
  }
}

function countSlices(plan: MetricPlan, cells: readonly Cell[]): Omit<SliceCounts, 'queries' | 'weightScored'>[] {
  const counts = plan.slices.map(() => ({ rows: 0, rowsScored: 0, rowsWithoutLabel: 0 }))
  for (const { members, rows, state } of cells) {
    for (const slice of members) {
      const count = counts[slice]
      if (count === undefined || state === STATE.weightless) continue
      count.rows += rows
      if (state === STATE.scored) count.rowsScored += rows
      if (state === STATE.unlabelled) count.rowsWithoutLabel += rows
    }
  }
  return counts
}

function totalsOf(plan: MetricPlan, scored: readonly Cell[]): Totals[] {
  const totals = plan.slices.map(() => ({ positive: 0, negative: 0 }))
  for (const { members, record, weight } of scored) {
    const side = plan.task === 'binary' && Number(record['key0']) === 0 ? 'negative' : 'positive'
    for (const slice of members) {
      const total = totals[slice]
      if (total !== undefined) total[side] += weight
    }
  }
  return totals
}

function rowsOf(cells: readonly Cell[]): number {
  return cells.reduce((total, { rows }) => total + rows, 0)
}
