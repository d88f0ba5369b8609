import { knownError } from '../../core/errors.js'
import type { Engine, EngineInput, EngineSession, MetricPlan, ScanResult } from '../../core/ports.js'
import { literal } from '../sql/quote.js'
import { canonicalRows } from '../sql/rows.js'
import { checkTypes, columnsOf, findFailingSlice } from './check-plan.js'
import { checkRows } from './check-rows.js'
import { type Connection, connect } from './connection.js'
import { openDataset } from './dataset.js'
import { checkColumnsAgree, naming } from './files.js'
import { parsePredicate } from './predicate.js'
import { scanRanked } from './ranked.js'
import { scanCells, sliceStatistics, total } from './scan.js'

/** The embedded engine: decodes Parquet in parallel and spills to disk what memory can't hold. */
export const duckdb: Engine = {
  async open(input, world) {
    const files = [...input.files, ...(input.predictions?.files ?? [])]
    const connection = await connect(
      files.map((file) => file.path),
      world,
    )
    return session(input, connection)
  },
}

function session(input: EngineInput, connection: Connection): EngineSession {
  return {
    countRows: () => countRows(input, connection),
    checkPredicate: async (predicate) => (await parsePredicate(predicate, connection)).problem,
    scan: (plan) => scan(plan, input, connection),
    close: () => connection.close(),
  }
}

async function countRows(input: EngineInput, connection: Connection): Promise<number> {
  const paths = input.files.map((file) => literal(file.path)).join(', ')
  return await naming(input.files, [], connection, async () => {
    const [row] = await connection.rows(`SELECT CAST(sum(num_rows) AS DOUBLE) FROM parquet_file_metadata([${paths}])`)
    return Number(row?.[0] ?? 0)
  })
}

async function scan(plan: MetricPlan, input: EngineInput, connection: Connection): Promise<ScanResult> {
  const dataset = await openDataset(input, connection)
  const columns = await columnsOf(plan, dataset, connection)
  await checkColumnsAgree(input.files, columns, connection)
  if (input.predictions !== null)
    await checkColumnsAgree(input.predictions.files, [...columns, ...input.predictions.on], connection)
  await checkTypes(plan, dataset, connection)
  const canonical = canonicalRows(plan, dataset.columns, dataset.relation)
  const { metric } = plan.metric
  const files = [...input.files, ...(input.predictions?.files ?? [])]
  const measure = async (): Promise<ScanResult> => {
    const cells = await scanCells(plan, canonical, connection)
    const rows = total(cells.map(({ facts }) => facts.rows))
    if (rows === 0) throw emptyDataset(input)
    await checkRows(plan, cells, dataset, input, connection)
    const slices = sliceStatistics(plan, cells)
    const rowsScored = total(cells.map(({ facts }) => facts.scored))
    const scored = { rows: rowsScored, maxWeight: Math.max(...cells.map(({ facts }) => facts.maxWeight)) }
    const ranked = metric.kind === 'ranked' ? await scanRanked(metric, plan, canonical, scored, connection) : null
    return {
      rows,
      rowsWithoutLabel: rows - total(cells.map(({ facts }) => facts.labelled)),
      rowsScored,
      rowsDropped: total(cells.map(({ facts }) => facts.invalidPrediction)),
      slices: slices.map((slice, index) => ({ ...slice, statistics: ranked?.[index] ?? slice.statistics })),
    }
  }
  return await naming(files, columns, connection, measure, () => findFailingSlice(plan, dataset, connection))
}

function emptyDataset(input: EngineInput): Error {
  const [first] = input.files
  const more = input.files.length > 1 ? ` and ${input.files.length - 1} more` : ''
  return knownError('data', `the dataset is empty: ${first?.uri}${more} ${more === '' ? 'has' : 'have'} no rows`, {
    hint: 'check the job that writes the dataset, or widen dataset.window',
  })
}
