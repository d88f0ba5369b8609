import type { DuckDBValue } from '@duckdb/node-api'
import type { ColumnData, ColumnsMetric, ColumnTable, TableRequest } from '../../core/custom.js'
import type { Estimates } from '../../core/jackknife.js'
import type { BoundMetric } from '../../core/metric.js'
import type { MetricPlan } from '../../core/ports.js'
import { identifier } from '../../core/sql.js'
import { bucketExpression, CANONICAL, canonicalRows } from '../sql/rows.js'
import { STATE } from '../sql/state.js'
import type { Connection } from './connection.js'
import { columnType } from './dataset.js'
import type { Scanned } from './ranked.js'
import { toNumberOrNull } from './values.js'

/** The estimates of a metric that takes the columns of each slice; rows come in the order of what they hold. */
export async function measureColumns(
  { metric }: BoundMetric<ColumnsMetric>,
  request: Scanned,
  connection: Connection,
): Promise<Estimates> {
  const table = await readTable(metric, request, connection)
  const requests = request.plan.slices.flatMap((slice, index) => requestsOf(`slice ${slice.name}`, index, table, metric.buckets))
  const values = await metric.compute(requests)
  const found = requests.map((asked, index) => ({ ...asked, value: values[index] ?? null }))
  const ofSlice = (slice: number) => found.filter((each) => each.slice === slice)
  return {
    values: request.plan.slices.map((_, slice) => ofSlice(slice).find(({ bucket }) => bucket === null)?.value ?? null),
    replicates:
      metric.buckets === 0
        ? null
        : {
            kind: 'buckets',
            slices: request.plan.slices.map(
              (_, slice) =>
                new Map(ofSlice(slice).flatMap(({ bucket, value }) => (bucket === null ? [] : [[bucket, value ?? Number.NaN]]))),
            ),
          },
  }
}

interface SliceRequest extends TableRequest {
  readonly slice: number
  /** Left out; null = none. */
  readonly bucket: number | null
}

/** One table of all rows, and one without each bucket. Nothing is asked of a slice without rows. */
function requestsOf(name: string, slice: number, table: Rows, buckets: number): SliceRequest[] {
  const rows = [...table.members.keys()].filter((row) => table.members[row]?.includes(slice))
  if (rows.length === 0) return []
  const used = new Set(rows.map((row) => table.buckets[row] ?? 0))
  const without = Array.from({ length: buckets }, (_, bucket) => bucket).filter((bucket) => used.has(bucket))
  const request = (bucket: number | null): SliceRequest => ({
    name: bucket === null ? name : `${name} without jackknife group ${bucket}`,
    slice,
    bucket,
    table: () => take(table, bucket === null ? rows : rows.filter((row) => table.buckets[row] !== bucket)),
  })
  return [request(null), ...without.map(request)]
}

interface Rows {
  readonly columns: readonly ColumnData[]
  readonly members: readonly (readonly number[])[]
  readonly buckets: readonly number[]
}

function take({ columns }: Rows, rows: readonly number[]): ColumnTable {
  return {
    rows: rows.length,
    columns: columns.map((column) => ({ ...column, values: rows.map((row) => column.values[row] ?? null) })),
  }
}

async function readTable(metric: ColumnsMetric, request: Scanned, connection: Connection): Promise<Rows> {
  const { plan, membership, dataset, profile } = request
  const isClustered = plan.columns.group !== null || plan.columns.id !== null
  const asked = metric.columns.map((name, index) => ({ ...sourceOf(name, request), name, alias: `column${index}` }))
  const carried = [
    ...membership.expressions,
    ...(isClustered ? [`${bucketExpression(plan)} AS bucket`] : []),
    ...asked.flatMap(({ carried, alias }) => (carried === null ? [] : [`${carried} AS ${alias}`])),
  ]
  const canonical = canonicalRows({ plan, columns: dataset.columns, relation: dataset.relation, profile, carried })
  const selected = [
    ...membership.names,
    ...(isClustered ? ['bucket'] : []),
    ...asked.map(({ carried, name, alias }) => (carried === null ? `${name} AS ${alias}` : alias)),
  ]
  const rows = await connection.rows(
    `SELECT ${selected.join(', ')} FROM (${canonical}) WHERE ctrain_state = ${STATE.scored} ORDER BY ALL`,
  )
  const first = membership.names.length + (isClustered ? 1 : 0)
  return {
    columns: asked.map(({ name, type }, index) => ({ name, type, values: rows.map((row) => plain(row[first + index])) })),
    members: rows.map((row) => membership.members(membership.names.map((_, index) => toNumberOrNull(row[index]))) ?? []),
    buckets: rows.map(
      (row, index) => (isClustered ? (toNumberOrNull(row[first - 1]) ?? 0) : index) % Math.max(1, metric.buckets),
    ),
  }
}

/** Where a column comes from: `carried` = SQL over the dataset, null = one of the canonical columns. */
function sourceOf(
  name: string,
  { plan, dataset }: Scanned,
): { readonly carried: string | null; readonly type: ColumnData['type'] } {
  if (CANONICAL.includes(name)) return { carried: null, type: isText(name, plan) ? 'text' : 'double' }
  const type = columnType(dataset, name) ?? ''
  const column = identifier(name)
  if (type === 'BOOLEAN') return { carried: column, type: 'boolean' }
  if (/^U?(TINY|SMALL|BIG)?INT(EGER)?$/.test(type)) return { carried: `CAST(${column} AS BIGINT)`, type: 'integer' }
  if (/^(FLOAT|DOUBLE|DECIMAL|U?HUGEINT)/.test(type)) return { carried: `CAST(${column} AS DOUBLE)`, type: 'double' }
  return { carried: `CAST(${column} AS VARCHAR)`, type: 'text' }
}

function isText(name: string, { task }: MetricPlan): boolean {
  return task === 'multiclass' && name !== 'weight'
}

function plain(value: DuckDBValue | undefined): ColumnData['values'][number] {
  if (value === undefined || value === null) return null
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean' || typeof value === 'string')
    return value
  throw new Error(`a column has values of type ${typeof value}`)
}
