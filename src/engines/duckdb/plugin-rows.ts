import { bucketOf } from '../../core/buckets.js'
import { CANONICAL, type ColumnData, type ColumnsMetric, type ColumnTable, type ColumnValues } from '../../core/custom.js'
import type { MetricPlan } from '../../core/ports.js'
import { identifier } from '../../core/sql.js'
import { bucketExpression, canonicalRows, isClustered } from '../sql/rows.js'
import { STATE } from '../sql/state.js'
import type { Connection } from './connection.js'
import { columnType } from './dataset.js'
import { createKinds } from './kinds.js'
import { createColumn, take } from './plugin-columns.js'
import type { Scanned, Sorting } from './ranked.js'
import { integers } from './vectors.js'

/** The scored rows as plug-ins see them, in the order of what they hold: files and threads do not matter. */
export interface PluginRows {
  /** How many rows of a slice are in each jackknife group. */
  countBuckets(slice: number): readonly number[]
  /** The rows of a slice, without those of one group unless it is null. */
  table(slice: number, without: number | null): ColumnTable
}

export async function readRows(metric: ColumnsMetric, scanned: Scanned, connection: Connection): Promise<PluginRows> {
  const count = scanned.aggregates.states[STATE.scored] ?? 0
  const asked = metric.columns.map((name) => ({ name, ...sourceOf(name, scanned) }))
  const columns = asked.map(({ name, type }) => ({ name, builder: createColumn(type, count) }))
  const codes = Math.max(1, scanned.membership.names.length)
  const kinds = createKinds(scanned.membership)
  const kindOf = new Int32Array(count)
  const bucket = new Uint8Array(count)
  const buckets = Math.max(1, metric.buckets)
  let read = 0
  for await (const chunk of connection.chunks(sortedRows(asked, buckets, scanned))) {
    for (const [index, { builder }] of columns.entries()) builder.add(chunk, index, read)
    const found = Array.from({ length: codes }, (_, index) => integers(chunk, asked.length + index))
    kindOf.set(kinds.of(found, chunk.rowCount).subarray(0, chunk.rowCount), read)
    const given = isClustered(scanned.plan) ? integers(chunk, asked.length + codes) : null
    for (let row = 0; row < chunk.rowCount; row++) {
      // Rows beside one another are alike: a group per place in turn would be a sample of strata.
      bucket[read + row] = given === null ? bucketOf(read + row, buckets) : (given[row] ?? 0)
    }
    read += chunk.rowCount
  }
  if (read !== count) throw new Error(`${read} of ${count} rows came out of the sort`)
  return rowsOf({ columns: columns.map(({ name, builder }) => ({ name, ...builder.finish() })), kindOf, bucket, buckets }, kinds)
}

/** SQL of the rows that a metric takes. */
export function pluginRows(metric: ColumnsMetric, sorting: Sorting): string {
  const asked = metric.columns.map((name) => ({ name, ...sourceOf(name, sorting) }))
  return sortedRows(asked, Math.max(1, metric.buckets), sorting)
}

interface Read {
  readonly columns: readonly ColumnData[]
  /** Of each row: which slices it belongs to. */
  readonly kindOf: Int32Array
  readonly bucket: Uint8Array
  readonly buckets: number
}

function rowsOf({ columns, kindOf, bucket, buckets }: Read, kinds: ReturnType<typeof createKinds>): PluginRows {
  const counts = kinds.members.map(() => new Int32Array(buckets))
  for (let row = 0; row < kindOf.length; row++) {
    const ofKind = counts[kindOf[row] ?? 0]
    const group = bucket[row] ?? 0
    if (ofKind !== undefined) ofKind[group] = (ofKind[group] ?? 0) + 1
  }
  let chosen: { readonly slice: number; readonly rows: Int32Array } = { slice: -1, rows: new Int32Array(0) }
  const ofSlice = (slice: number) => {
    // Tables of one slice are asked for one after another.
    if (chosen.slice !== slice) {
      const isMember = kinds.members.map((slices) => slices.includes(slice))
      chosen = { slice, rows: filter(kindOf.length, (row) => isMember[kindOf[row] ?? 0] === true) }
    }
    return chosen.rows
  }
  return {
    countBuckets: (slice) =>
      Array.from({ length: buckets }, (_, group) =>
        counts.reduce((sum, ofKind, kind) => sum + (kinds.members[kind]?.includes(slice) === true ? (ofKind[group] ?? 0) : 0), 0),
      ),
    table(slice, without) {
      const all = ofSlice(slice)
      const rows = without === null ? all : all.filter((row) => bucket[row] !== without)
      return { rows: rows.length, columns: columns.map(({ name, ...values }) => ({ name, ...take(values, rows) })) }
    },
  }
}

function filter(count: number, includes: (row: number) => boolean): Int32Array {
  const rows = new Int32Array(count)
  let size = 0
  for (let row = 0; row < count; row++) if (includes(row)) rows[size++] = row
  return rows.subarray(0, size)
}

interface Source {
  readonly type: ColumnValues['type']
  /** SQL over the dataset; null = one of the canonical columns. */
  readonly carried: string | null
}

/** SQL of the scored rows: the columns that were asked for, the codes that tell slices, and the jackknife group. */
function sortedRows(asked: readonly (Source & { readonly name: string })[], buckets: number, sorting: Sorting): string {
  const { plan, membership, dataset, profile } = sorting
  const bucket = isClustered(plan) ? [bucketExpression(plan, buckets)] : []
  const carried = [
    ...membership.expressions,
    ...bucket.map((expression) => `${expression} AS ctrain_bucket`),
    ...asked.flatMap(({ carried: sql }, index) => (sql === null ? [] : [`${sql} AS column${index}`])),
  ]
  const canonical = canonicalRows({ plan, columns: dataset.columns, relation: dataset.relation, profile, carried })
  const [first, ...rest] = membership.names
  const selected = [
    ...asked.map(({ carried: sql, name }, index) => (sql === null ? `${name} AS column${index}` : `column${index}`)),
    // Kinds of rows have a class in the lowest bit, which does not matter here.
    `${first === undefined ? '0' : `2 * ${first}`} AS code`,
    ...rest,
    ...bucket.map(() => 'ctrain_bucket'),
  ]
  return `SELECT ${selected.join(', ')} FROM (${canonical}) WHERE ctrain_state = ${STATE.scored} ORDER BY ALL`
}

function sourceOf(name: string, { plan, dataset }: Sorting): Source {
  if (CANONICAL.includes(name)) return { carried: null, type: isText(name, plan) ? 'text' : 'double' }
  const type = columnType(dataset, name) ?? ''
  const column = identifier(name)
  if (type === 'BOOLEAN') return { carried: column, type: 'boolean' }
  if (/^(U?(TINYINT|SMALLINT|INTEGER)|BIGINT)$/.test(type)) return { carried: `CAST(${column} AS BIGINT)`, type: 'integer' }
  if (/^(FLOAT|DOUBLE|DECIMAL|UBIGINT|U?HUGEINT|BIGNUM)/.test(type)) {
    return { carried: `CAST(${column} AS DOUBLE)`, type: 'double' }
  }
  return { carried: `CAST(${column} AS VARCHAR)`, type: 'text' }
}

function isText(name: string, { task }: MetricPlan): boolean {
  return task === 'multiclass' && name !== 'weight'
}
