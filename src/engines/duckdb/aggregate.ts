import type { DuckDBValue } from '@duckdb/node-api'
import type { Estimates } from '../../core/jackknife.js'
import type { Totals } from '../../core/metric.js'
import type { Moments } from '../../core/moments.js'
import type { MetricPlan, SliceCounts } from '../../core/ports.js'
import { type Profile, STATE } from '../sql/state.js'
import { planAggregate } from './aggregate-query.js'
import { centersOf, NO_CENTERS } from './centers.js'
import type { Connection } from './connection.js'
import type { Dataset } from './dataset.js'
import { estimate } from './estimate.js'
import type { Membership } from './membership.js'
import { type Centering, centerGlobally, centerLocally, isFarOff, readMoments } from './moments.js'
import type { Statistics } from './statistics.js'
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
  const query = planAggregate(plan, membership, dataset, profile)
  const { statistics, rowsWith } = query
  const ask = async (canonical: string, centering: Centering) =>
    (await connection.records(query.sql(canonical, centering, centers))).map((record) =>
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

function readCell(
  record: Readonly<Record<string, DuckDBValue>>,
  { membership, statistics }: { readonly membership: Membership; readonly statistics: Statistics },
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
