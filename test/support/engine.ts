// Runs the real engine on real Parquet, written by parquetjs-lite, which shares no code with the engine.
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import parquet from 'parquetjs-lite'
import { libraryWorld } from '../../src/cli/io.js'
import type { ChartParts } from '../../src/core/appendix.js'
import type { FetchedFile } from '../../src/core/data-source.js'
import type { BoundMetric, Metric, Params } from '../../src/core/metric.js'
import type { ColumnRoles, MetricPlan, ScanResult, World } from '../../src/core/ports.js'
import { SILENT } from '../../src/core/progress.js'
import { ENGINES } from '../../src/engines/index.js'
import { temporaryFolder } from './temporary-folder.js'

type Value = number | string | boolean

/** Columns of a test dataset. A null label is one that is not known yet. */
export interface Rows {
  readonly label: readonly (Value | null)[]
  readonly prediction: readonly (Value | null)[]
  /** By class; the columns are `probability0`, `probability1`, …. */
  readonly probabilities?: Readonly<Record<string, readonly (number | null)[]>> | null
  readonly weight?: readonly number[] | null
  /** The query of each row. */
  readonly group?: readonly (number | string | null)[]
  /** Parquet types; DOUBLE where not given. */
  readonly labelType?: string
  readonly predictionType?: string
  readonly probabilityType?: string
  /** Integer columns that slices can refer to. `row` counts the rows from 0 unless given. */
  readonly more?: Readonly<Record<string, readonly number[]>>
  readonly rowsPerGroup?: number
}

export interface Question {
  readonly metric: Metric
  readonly params?: Params
  /** Predicates; null = all rows, which is also the default. */
  readonly slices?: readonly (string | null)[]
  readonly columns?: Partial<ColumnRoles>
}

export interface Answer {
  readonly scan: ScanResult
  /** The metric of each slice, in order. */
  readonly values: readonly (number | null)[]
}

export interface OpenDataset {
  ask(question: Question): Promise<Answer>
  /** Many metrics of one task, in one scan. */
  askAll(metrics: readonly BoundMetric[], slices: readonly (string | null)[], columns?: Partial<ColumnRoles>): Promise<ScanResult>
  /** The charts of all slices of a question. */
  charts(question: Question): Promise<readonly ChartParts[] | null>
  close(): Promise<void>
}

/** The values of one metric, one per slice. */
export async function scoreRows(rows: Rows & Question, world = testWorld()): Promise<readonly (number | null)[]> {
  return (await askRows(rows, rows, world)).values
}

/** Writes the rows, asks once, cleans up. */
export async function askRows(rows: Rows, question: Question, world = testWorld()): Promise<Answer> {
  const dataset = await openRows(rows, world)
  try {
    return await dataset.ask(question)
  } finally {
    await dataset.close()
  }
}

/** Writes the rows into a Parquet file below `world.tmp`, and opens it for any number of questions. */
export async function openRows(rows: Rows, world: World): Promise<OpenDataset> {
  const file = await writeRows(rows, world)
  const engine = await ENGINES.duckdb()
  const session = await engine.open({ files: [file], predictions: null }, world)
  return {
    async ask(question) {
      const scan = await session.scan(planOf(rows, question))
      return { scan, values: scan.estimates[0]?.values ?? [] }
    },
    async askAll(metrics, slices, columns = {}) {
      const [first] = metrics
      if (first === undefined) throw new Error('nothing is asked')
      const all = metrics.map(({ metric, params }) => ({ metric, params: withDefaults(metric, params) }))
      return await session.scan({ ...planOf(rows, { metric: first.metric, slices, columns }), metrics: all })
    },
    async charts(question) {
      const plan = planOf(rows, question)
      return await session.charts(plan, [...plan.slices.keys()])
    },
    async close() {
      await session.close()
      rmSync(path.dirname(file.path), { recursive: true, force: true })
    },
  }
}

/** A world with its own temporary directory, which goes when the test file ends. */
export function testWorld(overrides: Partial<World> = {}): World {
  const tmp = overrides.tmp ?? temporaryFolder()
  return {
    env: {},
    cwd: tmp,
    home: tmp,
    tmp,
    cpus: 2,
    version: '0.0.0-test',
    pid: process.pid,
    user: 'tester',
    host: 'test',
    signal: new AbortController().signal,
    now: () => new Date('2026-11-15T12:00:00Z'),
    isAlive: libraryWorld('0.0.0-test').isAlive,
    killGroup: libraryWorld('0.0.0-test').killGroup,
    log: { warn() {}, info() {} },
    progress: SILENT,
    ...overrides,
  }
}

function planOf(rows: Rows, { metric, params = {}, slices = [null], columns }: Question): MetricPlan {
  const weight = rows.weight == null ? null : 'weight'
  const names = Object.keys(rows.probabilities ?? {}).map((name, index) => [name, `probability${index}`] as const)
  const probabilities = names.length === 0 || metric.task !== 'multiclass' ? null : Object.fromEntries(names)
  return {
    task: metric.task,
    columns: {
      label: 'label',
      prediction: 'prediction',
      probabilities,
      weight,
      group: rows.group === undefined ? null : 'group',
      id: null,
      ...columns,
    },
    slices: slices.map((where, index) => ({ name: `s${index}`, where, place: `test:${index + 1}:1` })),
    metrics: [{ metric, params: withDefaults(metric, params) }],
    onInvalidPrediction: 'fail',
  }
}

function withDefaults(metric: Metric, params: Params): Params {
  const defaults = Object.entries(metric.params).flatMap(([name, spec]) =>
    spec.default === undefined ? [] : [[name, spec.default]],
  )
  return { ...Object.fromEntries(defaults), ...params }
}

async function writeRows(rows: Rows, world: World): Promise<FetchedFile> {
  const file = path.join(mkdtempSync(path.join(world.tmp, 'rows-')), 'rows.parquet')
  const { more = {} } = rows
  const probabilities = Object.values(rows.probabilities ?? {}).map((values, index) => [`probability${index}`, values] as const)
  const schema = new parquet.ParquetSchema({
    label: { type: rows.labelType ?? 'DOUBLE', optional: true },
    prediction: { type: rows.predictionType ?? 'DOUBLE', optional: true },
    ...Object.fromEntries(probabilities.map(([name]) => [name, { type: rows.probabilityType ?? 'DOUBLE', optional: true }])),
    row: { type: 'INT32' },
    ...(rows.weight && { weight: { type: 'DOUBLE' } }),
    ...(rows.group && {
      group: { type: rows.group.some((name) => typeof name === 'string') ? 'UTF8' : 'INT64', optional: true },
    }),
    ...Object.fromEntries(Object.keys(more).map((name) => [name, { type: 'INT32' }])),
  })
  const writer = await parquet.ParquetWriter.openFile(schema, file)
  writer.setRowGroupSize(rows.rowsPerGroup ?? 4096)
  for (const [row, label] of rows.label.entries()) {
    await writer.appendRow({
      label: label ?? undefined,
      prediction: rows.prediction[row] ?? undefined,
      ...Object.fromEntries(probabilities.map(([name, values]) => [name, values[row] ?? undefined])),
      row,
      weight: rows.weight?.[row],
      ...(rows.group && { group: rows.group[row] ?? undefined }),
      ...Object.fromEntries(Object.entries(more).map(([name, values]) => [name, values[row]])),
    })
  }
  await writer.close()
  return { uri: file, path: file, bytes: statSync(file).size, version: '1', bytesFetched: 0 }
}
