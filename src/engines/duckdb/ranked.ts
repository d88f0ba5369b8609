import type { DuckDBDataChunk } from '@duckdb/node-api'
import { createBucketAssigner } from '../../core/buckets.js'
import type { Estimates } from '../../core/jackknife.js'
import type { RankedRows } from '../../core/lanes.js'
import type { BoundMetric, RankedMetric, Totals } from '../../core/metric.js'
import type { MetricPlan } from '../../core/ports.js'
import { createSweep } from '../../core/ranked.js'
import { identifier } from '../../core/sql.js'
import { unitScale } from '../../core/unit.js'
import { BUCKETS, bucketExpression, canonicalRows, isClustered } from '../sql/rows.js'
import { type Profile, STATE } from '../sql/state.js'
import type { Aggregates } from './aggregate.js'
import type { Connection } from './connection.js'
import type { Dataset, Relation } from './dataset.js'
import { createKinds } from './kinds.js'
import type { Membership } from './membership.js'
import { doubles, integers } from './vectors.js'

/** What the SQL of sorted rows is made of. */
export interface Sorting {
  readonly plan: MetricPlan
  readonly membership: Membership
  readonly dataset: Relation
  readonly profile: Profile
}

/** What was found out about a dataset before its rows are sorted. */
export interface Scanned extends Sorting {
  readonly aggregates: Aggregates
  readonly dataset: Dataset
}

/** An order of the scored rows, as SQL over the canonical ones; the greatest key comes first. */
export interface Sort {
  readonly key: string
  /** 1 = positive, 0 = negative. */
  readonly isPositive: string
  /** What these read besides the canonical columns, as `expression AS name` over the dataset. */
  readonly carried: readonly string[]
  /** The jackknife group of a row; null = assigned by key and class. */
  readonly bucket: string | null
}

export interface Order extends Sort {
  /** Weights per slice. */
  readonly totals: readonly Totals[]
}

/** The order that a ranked metric asks for. */
export function orderOf(order: RankedMetric['order'], scanned: Scanned): Order {
  const { totals } = scanned.aggregates
  const all = totals.map(({ positive, negative }) => ({ positive: positive + negative, negative: 0 }))
  return { ...sortOf(order, scanned), totals: order === 'error' ? all : totals }
}

export function sortOf(order: RankedMetric['order'], { plan, profile }: Sorting): Sort {
  const bucket = isClustered(plan) ? bucketExpression(plan) : null
  if (order === 'error') return { key: '-abs(label - prediction)', isPositive: '1', carried: [], bucket }
  // The way over a double takes time.
  const carried = profile.labelsValid ? [`CAST(${identifier(plan.columns.label)} AS INTEGER) AS ctrain_label_class`] : []
  const isPositive = profile.labelsValid ? 'ctrain_label_class' : 'CAST(label AS INTEGER)'
  return { key: 'prediction', isPositive, carried, bucket }
}

/** One sort for all slices and metrics of one order: the engine sorts, the sweep keeps what each slice needs. */
export async function rank(
  scanned: Scanned,
  order: Order,
  metrics: readonly BoundMetric<RankedMetric>[],
  connection: Connection,
): Promise<readonly Estimates[]> {
  const { aggregates } = scanned
  const scale = unitScale(aggregates.maxWeight)
  const slices = aggregates.slices.map(({ rowsScored }, slice) => {
    const { positive = 0, negative = 0 } = order.totals[slice] ?? {}
    return { rows: rowsScored, totals: { positive: scale * positive, negative: scale * negative } }
  })
  const sweep = createSweep(metrics, slices, BUCKETS)
  let walked = 0
  for await (const rows of readSorted(scanned, order, scale, connection)) {
    sweep.rows(rows)
    walked += rows.count
  }
  if (walked !== aggregates.states[STATE.scored]) {
    throw new Error(`${walked} of ${aggregates.states[STATE.scored]} rows came out of the sort`)
  }
  return sweep.end()
}

/** The scored rows in order, weights multiplied by a scale; their arrays are free again when the next ones are asked for. */
export async function* readSorted(
  sorting: Sorting,
  sort: Sort,
  scale: number,
  connection: Connection,
): AsyncGenerator<RankedRows> {
  const { plan, membership } = sorting
  const read = rowReader(shapeOf(plan, membership, sort), scale, membership)
  for await (const chunk of connection.chunks(sortedRows(sorting, sort))) yield read(chunk)
}

/** The columns of sorted rows: the key, then the codes that tell class and slices, then what else there is. */
interface SortedShape {
  readonly codes: number
  /** Null = none. */
  readonly weight: number | null
  readonly bucket: number | null
}

function shapeOf({ columns }: MetricPlan, { names }: Membership, { bucket }: Sort): SortedShape {
  const codes = Math.max(1, names.length)
  const weight = columns.weight === null ? null : codes + 1
  return { codes, weight, bucket: bucket === null ? null : (weight ?? codes) + 1 }
}

function rowReader({ codes, weight, bucket }: SortedShape, scale: number, membership: Membership) {
  const kinds = createKinds(membership)
  const assigner = createBucketAssigner(BUCKETS)
  let ones = new Float64Array(0)
  let places = new Uint8Array(0)
  return (chunk: DuckDBDataChunk): RankedRows => {
    const count = chunk.rowCount
    if (ones.length < count) {
      ones = new Float64Array(count).fill(1)
      places = new Uint8Array(count)
    }
    const keys = doubles(chunk, 0)
    const first = integers(chunk, 1)
    const cells = kinds.of([first, ...Array.from({ length: codes - 1 }, (_, index) => integers(chunk, 2 + index))], count)
    const weights = weight === null ? null : doubles(chunk, weight).map((each) => scale * each)
    if (bucket === null) assigner.assign({ count, keys, codes: first }, places)
    else placeAll(integers(chunk, bucket), first, places)
    return { count, keys, places, weights: weights ?? ones, cells, members: kinds.members }
  }
}

/** 2 × group, + 1 for a negative row. */
function placeAll(groups: Int32Array, codes: Int32Array, places: Uint8Array): void {
  for (const [row, group] of groups.entries()) places[row] = 2 * group + 1 - ((codes[row] ?? 0) & 1)
}

/** SQL of the scored rows in order: key, class and slices, weight, bucket; few and narrow columns sort faster. */
export function sortedRows(sorting: Sorting, { key, isPositive, carried: more, bucket }: Sort): string {
  const { plan, membership, dataset, profile } = sorting
  const isWeighted = plan.columns.weight !== null
  const carried = [
    ...membership.expressions,
    ...(isClustered(plan) ? [`${bucketExpression(plan)} AS ctrain_bucket`] : []),
    ...more,
  ]
  const canonical = canonicalRows({ plan, columns: dataset.columns, relation: dataset.relation, profile, carried })
  const [first, ...rest] = membership.names
  const columns = [
    `${key} AS key`,
    `${first === undefined ? '' : `2 * ${first} + `}${isPositive} AS code`,
    ...rest,
    ...(isWeighted ? ['weight'] : []),
    ...(bucket === null ? [] : isClustered(plan) ? ['ctrain_bucket'] : [`${bucket} AS ctrain_bucket`]),
  ]
  const names = ['code', ...rest, ...(bucket === null ? [] : ['ctrain_bucket'])]
  // A sort by all columns has no others to fetch row by row. Weights come first, as the order of adding them matters.
  return `SELECT ${columns.join(', ')} FROM (${canonical}) WHERE ctrain_state = ${STATE.scored}
    ORDER BY ${['key DESC', ...(isWeighted ? ['weight'] : []), ...names].join(', ')}`
}
