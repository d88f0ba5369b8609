import { type DuckDBDataChunk, DuckDBDoubleVector, DuckDBIntegerVector } from '@duckdb/node-api'
import type { RankedMetric, Statistics } from '../../core/metric.js'
import type { MetricPlan } from '../../core/ports.js'
import { createWalk } from '../../core/ranked.js'
import { maskColumns } from '../sql/rows.js'
import type { Connection } from './connection.js'
import { membersOf } from './scan.js'

/** One sort for all slices: the engine sorts, the walk keeps statistics per slice. */
export async function scanRanked(
  metric: RankedMetric,
  plan: MetricPlan,
  canonical: string,
  scored: { readonly rows: number; readonly maxWeight: number },
  connection: Connection,
): Promise<readonly Statistics[]> {
  const masks = maskColumns(plan.slices.length)
  // Equal predictions come in a fixed order only where the order of adding weights could matter.
  const order = plan.columns.weight === null ? '' : ', label, weight'
  const chunks = connection.chunks(`
    SELECT prediction, label, weight, ${masks.join(', ')}
    FROM (${canonical}) WHERE scored ORDER BY prediction DESC${order}`)
  // Products of weights must neither overflow nor vanish; a power of two changes no digit.
  const scale = scored.maxWeight === 0 ? 1 : 2 ** -Math.floor(Math.log2(scored.maxWeight))
  const walk = createWalk(metric, plan.slices.length)
  const members = memberLookup(plan.slices.length)
  let walked = 0
  for await (const chunk of chunks) {
    const [predictions, labels, weights, ...words] = numbers(chunk)
    for (let row = 0; row < chunk.rowCount; row++) {
      walk.row(members(words, row), predictions?.(row) ?? 0, labels?.(row) === 1, scale * (weights?.(row) ?? 0))
    }
    walked += chunk.rowCount
  }
  if (walked !== scored.rows) throw new Error(`${walked} of ${scored.rows} rows came out of the sort`)
  return walk.end()
}

type Reader = (row: number) => number

/** Readers of a chunk's columns, all of which are numeric and never null. */
function numbers(chunk: DuckDBDataChunk): Reader[] {
  return Array.from({ length: chunk.columnCount }, (_, column) => {
    const vector = chunk.getColumnVector(column)
    if (!(vector instanceof DuckDBDoubleVector || vector instanceof DuckDBIntegerVector)) {
      throw new Error(`column ${column} has type ${vector.type}`)
    }
    return (row) => vector.getItem(row) ?? 0
  })
}

/** Slices of a row, remembered per distinct mask. */
function memberLookup(sliceCount: number): (words: readonly Reader[], row: number) => readonly number[] {
  const known = new Map<string | number, readonly number[]>()
  return (words, row) => {
    const [only] = words
    const key = words.length === 1 && only !== undefined ? only(row) : words.map((word) => word(row)).join()
    const found = known.get(key)
    if (found !== undefined) return found
    const members = membersOf(
      words.map((word) => word(row)),
      sliceCount,
    )
    known.set(key, members)
    return members
  }
}
