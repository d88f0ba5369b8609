import type { DuckDBDataChunk } from '@duckdb/node-api'
import { knownError } from '../../core/errors.js'
import type { Estimates } from '../../core/jackknife.js'
import type { BoundMetric, QueryMetric } from '../../core/metric.js'
import type { EngineInput } from '../../core/ports.js'
import { createQuerySweep, type QueryCounts, type QueryRows } from '../../core/queries.js'
import { identifier } from '../../core/sql.js'
import { unitScale } from '../../core/unit.js'
import { BUCKETS, canonicalRows } from '../sql/rows.js'
import { STATE } from '../sql/state.js'
import type { Connection } from './connection.js'
import { nameRow } from './files.js'
import { createKinds } from './kinds.js'
import type { Scanned, Sorting } from './ranked.js'
import { doubles, integers } from './vectors.js'

export type QueryRequest = Scanned & { readonly metrics: readonly BoundMetric<QueryMetric>[] }

/** One sort by query and prediction for all slices and ranking metrics. */
export async function rankQueries(
  request: QueryRequest,
  input: EngineInput,
  connection: Connection,
): Promise<{ readonly estimates: readonly Estimates[]; readonly counts: readonly QueryCounts[] }> {
  const group = request.plan.columns.group
  if (group === null) throw new Error('a ranking metric has no group')
  await refuseMissingGroups(request, group, input, connection)
  await refuseMixedWeights(request, group, connection)
  const { metrics, plan, aggregates } = request
  const sweep = createQuerySweep(metrics, plan.slices.length, BUCKETS)
  const read = rowReader(request, unitScale(aggregates.maxWeight))
  for await (const chunk of connection.chunks(sortedQueries(request, group))) sweep.rows(read(chunk))
  return sweep.end()
}

/** SQL of the scored rows: bits of two hashes that tell queries apart, 93 together, prediction, label, weight, slices. */
export function sortedQueries(sorting: Sorting, group: string): string {
  const { membership } = sorting
  const hashes = [`hash(${identifier(group)}) AS query`, `hash(${identifier(group)}, 1) AS query_again`]
  const columns = [
    'CAST(query % 2147483648 AS INTEGER)',
    'CAST(query >> 33 AS INTEGER)',
    'CAST(query_again % 2147483648 AS INTEGER)',
    'prediction',
    'label',
    'weight',
    ...membership.names,
  ]
  // Labels are sorted as well, as the order of adding gains must not vary.
  return `SELECT ${columns.join(', ')} FROM (${canonical(sorting, [...membership.expressions, ...hashes])})
    WHERE ctrain_state = ${STATE.scored} ORDER BY query, query_again, prediction DESC, label`
}

function canonical({ plan, dataset, profile }: Sorting, carried: readonly string[]): string {
  return canonicalRows({ plan, columns: dataset.columns, relation: dataset.relation, profile, carried })
}

function rowReader({ membership }: QueryRequest, scale: number) {
  const kinds = createKinds(membership)
  let last: readonly (number | undefined)[] = []
  return (chunk: DuckDBDataChunk): QueryRows => {
    const count = chunk.rowCount
    const parts = [0, 1, 2].map((column) => integers(chunk, column))
    const begins = new Uint8Array(count)
    for (let row = 0; row < count; row++) {
      const isSame = parts.every((part, index) => part[row] === (row === 0 ? last[index] : part[row - 1]))
      begins[row] = isSame ? 0 : 1
    }
    last = parts.map((part) => part[count - 1])
    const codes = membership.names.map((_, index) => integers(chunk, 6 + index))
    // Kinds read a class from the lowest bit of the first code; queries have none.
    const [first = new Int32Array(count), ...rest] = codes
    return {
      count,
      keys: doubles(chunk, 3),
      gains: doubles(chunk, 4),
      weights: doubles(chunk, 5).map((weight) => scale * weight),
      begins,
      buckets: (parts[0] ?? first).map((low) => low % BUCKETS),
      cells: kinds.of([first.map((code) => 2 * code), ...rest], count),
      members: kinds.members,
    }
  }
}

async function refuseMissingGroups(
  request: QueryRequest,
  group: string,
  input: EngineInput,
  connection: Connection,
): Promise<void> {
  const { dataset } = request
  const rows = canonical(request, [...dataset.table.place, `${identifier(group)} IS NULL AS has_none`])
  const [[count = 0] = []] = await connection.rows(
    `SELECT CAST(count(*) AS DOUBLE) FROM (${rows}) WHERE has_none AND ctrain_state = ${STATE.scored}`,
  )
  if (count === 0) return
  const [example] =
    dataset.table.place.length === 0
      ? []
      : await connection.rows(`SELECT ${dataset.table.place.join(', ')} FROM (${rows}) WHERE has_none AND ctrain_state = ${STATE.scored}
          ORDER BY ${dataset.table.place.join(', ')} LIMIT 1`)
  const where = example === undefined ? '' : `, e.g. ${nameRow(input.files, example[0], example[1])}`
  throw knownError('data', `${count} labelled ${count === 1 ? 'row has' : 'rows have'} no value in column "${group}"${where}`, {
    hint: 'a ranking metric needs the query of each row; leave such rows out where the dataset is written',
  })
}

async function refuseMixedWeights(request: QueryRequest, group: string, connection: Connection): Promise<void> {
  if (request.plan.columns.weight === null) return
  const rows = canonical(request, [`${identifier(group)} AS query`])
  const [mixed] = await connection.rows(`SELECT CAST(query AS VARCHAR), min(weight), max(weight) FROM (${rows})
    WHERE ctrain_state IN (${STATE.scored}, ${STATE.weightless}) GROUP BY query HAVING min(weight) <> max(weight) ORDER BY 1 LIMIT 1`)
  if (mixed === undefined) return
  const [query, least, greatest] = mixed
  throw knownError('data', `the rows of ${group} = ${query} have different weights, from ${least} to ${greatest}`, {
    hint: 'a weight is that of the whole query: write the same one to all of its rows',
  })
}
