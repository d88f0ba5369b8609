import type { Engine, EngineInput, EngineSession, MetricPlan, ScanResult } from '../../core/ports.js'
import { parseAggregates } from './aggregate-call.js'
import { drawCharts } from './charts.js'
import { checkTypes, findFailingSlice, readSlices, roleColumns } from './check-plan.js'
import { type Connection, connect } from './connection.js'
import { convert } from './convert/convert.js'
import { pair } from './convert/pair.js'
import { type Dataset, filesOf, openDataset } from './dataset.js'
import { distinct, valuesOf } from './distinct.js'
import { sumExamples } from './examples.js'
import { explain } from './explain.js'
import { readParquet } from './files.js'
import { measure } from './measure.js'
import { naming } from './naming.js'
import { checkOwnSql, findFailingSum } from './own-sql.js'
import { pruneFiles } from './prune.js'
import { parseScalars } from './scalar.js'
import { type ScanSteps, scanSteps } from './scan-steps.js'
import { survey } from './survey/survey.js'
import { parseValue } from './value-expression.js'

/** The embedded engine: decodes Parquet in parallel and spills to disk what memory can't hold. */
export const duckdb: Engine = {
  async open(input, world) {
    const connection = await connect(
      filesOf(input).map(({ path }) => path),
      input.limits ?? {},
      world,
    )
    return session(input, connection)
  },
  explain,
  convert,
  pair,
}

function session(input: EngineInput, connection: Connection): EngineSession {
  let opened: Promise<Dataset> | null = null
  const steps = scanSteps(connection.progress)
  const open = () => {
    opened ??= openDataset(input, connection)
    return opened
  }
  return {
    countRows: () => countRows(input, connection),
    pruneFiles: (files, choice) => pruneFiles(files, choice, connection),
    columns: async () => (await open()).columns,
    parseScalars: (texts) => parseScalars(texts, connection),
    parseAggregates: (texts) => parseAggregates(texts, connection),
    sumExamples: (metric) => sumExamples(metric, connection),
    parseValue: (text) => parseValue(text, connection),
    distinct: async (columns, limit) => await distinct(columns, limit, await open(), input, connection),
    valuesOf: async (column, texts) => await valuesOf(column, texts, await open(), connection),
    scan: async (plan) => await scan(plan, await open(), input, steps, connection),
    charts: async (plan, slices) => {
      const dataset = await open()
      return await drawCharts(plan, await readSlices(plan, dataset, connection), slices, dataset, connection)
    },
    progress: steps.share,
    survey: async (request) => await survey(request, await countRows(input, connection), await open(), input, connection),
    close: () => connection.close(),
  }
}

async function countRows(input: EngineInput, connection: Connection): Promise<number> {
  return await naming(input.files, [], connection, async () => {
    // Rows are counted without a column, so it does not matter whether the schemas differ.
    const [row] = await connection.rows(`SELECT CAST(count(*) AS DOUBLE) FROM ${readParquet(input.files, true)}`)
    return Number(row?.[0] ?? 0)
  })
}

async function scan(
  plan: MetricPlan,
  dataset: Dataset,
  input: EngineInput,
  steps: ScanSteps,
  connection: Connection,
): Promise<ScanResult> {
  const roles = roleColumns(plan, dataset)
  const slices = await readSlices(plan, dataset, connection)
  const columns = [...new Set([...roles, ...slices.flatMap(({ reads }) => reads)])]
  await dataset.checkFiles(columns)
  await checkTypes(plan, dataset, connection)
  await checkOwnSql(plan, dataset, connection)
  const measured = () => measure(plan, slices, dataset, input, steps, connection)
  return await naming(filesOf(input), [...columns, ...dataset.reads], connection, measured, async () => {
    await dataset.checkFilter()
    await findFailingSlice(plan, dataset, connection)
    await findFailingSum(plan, dataset, connection)
  })
}
