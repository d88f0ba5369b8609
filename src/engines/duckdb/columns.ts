import type { ColumnsMetric, TableRequest } from '../../core/custom.js'
import type { Estimates } from '../../core/jackknife.js'
import type { BoundMetric } from '../../core/metric.js'
import type { Connection } from './connection.js'
import { type PluginRows, readRows } from './plugin-rows.js'
import type { Scanned } from './ranked.js'

/** The estimates of a metric that takes the columns of each slice. */
export async function measureColumns(
  { metric }: BoundMetric<ColumnsMetric>,
  scanned: Scanned,
  connection: Connection,
): Promise<Estimates> {
  const { plan } = scanned
  const rows = await readRows(metric, scanned, connection)
  const asked = plan.slices.flatMap(({ name }, slice) => requestsOf(`slice ${name}`, slice, rows, metric.buckets > 0))
  const values = await metric.compute(asked)
  const estimates = plan.slices.map((_, slice) => emptyEstimate(rows.countBuckets(slice)))
  for (const [index, { slice, bucket }] of asked.entries()) {
    const estimate = estimates[slice]
    const value = values[index] ?? null
    if (estimate === undefined) continue
    if (bucket === null) estimate.value = value
    else estimate.replicates.set(bucket, value ?? Number.NaN)
  }
  return {
    values: estimates.map(({ value }) => value),
    replicates: metric.buckets === 0 ? null : { kind: 'buckets', slices: estimates.map(({ replicates }) => replicates) },
  }
}

interface SliceRequest extends TableRequest {
  readonly slice: number
  /** Left out; null = none. */
  readonly bucket: number | null
}

/** One table of all rows, and one without each jackknife group. None is empty. */
function requestsOf(name: string, slice: number, rows: PluginRows, withReplicates: boolean): SliceRequest[] {
  const groups = usedGroups(rows.countBuckets(slice))
  if (groups.length === 0) return []
  const request = (bucket: number | null): SliceRequest => ({
    name: bucket === null ? name : `${name} without jackknife group ${bucket}`,
    slice,
    bucket,
    table: () => rows.table(slice, bucket),
  })
  // Without the only group no row is left.
  return [request(null), ...(withReplicates && groups.length > 1 ? groups.map(request) : [])]
}

/** Undefined everywhere, as the value without the rows of the only group is. */
function emptyEstimate(counts: readonly number[]): { value: number | null; readonly replicates: Map<number, number> } {
  return { value: null, replicates: new Map(usedGroups(counts).map((bucket) => [bucket, Number.NaN])) }
}

function usedGroups(counts: readonly number[]): number[] {
  return [...counts.keys()].filter((bucket) => (counts[bucket] ?? 0) > 0)
}
