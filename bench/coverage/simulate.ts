import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { libraryWorld } from '../../src/cli/io.js'
import { type Estimates, sliceErrors, standardError } from '../../src/core/jackknife.js'
import type { Params } from '../../src/core/metric.js'
import type { MetricPlan } from '../../src/core/ports.js'
import { round12 } from '../../src/core/round.js'
import { ENGINES } from '../../src/engines/index.js'
import { findMetric } from '../../src/metrics/index.js'
import type { Scenario } from './scenarios.js'

/** A value with its standard error, as ctrain has them of one dataset. */
export interface Measured {
  readonly value: number
  readonly standardError: number
  readonly degrees: number
}

export interface Options {
  readonly datasets: number
  /** Other numbers give other datasets. */
  readonly seed: number
  readonly threads: number
  /** Order of the rows in the file, as SQL; null = as they come. */
  readonly order: string | null
}

/** Simulates datasets in one file, each of them a slice, and measures all in one scan. */
export async function measureAll(scenario: Scenario, options: Options): Promise<readonly (Measured | null)[]> {
  const slices = (scenario.slices ?? [['true', 1]]).map(([where, weight]) => ({ where, weight }))
  const names = Array.from({ length: options.datasets }, (_, dataset) => `d${dataset}`)
  const predicates = names.flatMap((name) => slices.map(({ where }) => `dataset = '${name}' AND (${where})`))
  const estimates = await measure(scenario, options, predicates)
  const errors = sliceErrors(estimates)
  return names.map((_, dataset) => {
    const first = dataset * slices.length
    if (slices.length === 1) return measured(estimates.values[first] ?? null, errors[first] ?? null)
    const weights = predicates.map((_, slice) => slices[slice - first]?.weight ?? 0)
    const values = slices.map((_, slice) => estimates.values[first + slice] ?? null)
    const sum = slices.reduce((total, { weight }, slice) => total + weight * (values[slice] ?? Number.NaN), 0)
    return measured(sum, standardError(estimates, weights))
  })
}

/** The value of one metric on a single sample of many rows. */
export async function measureOnce(scenario: Scenario, rows: number, seed: number): Promise<number> {
  const whole = { ...scenario, rows }
  const estimates = await measure(whole, { datasets: 1, seed, threads: 2, order: null }, ["dataset = 'd0'"])
  return estimates.values[0] ?? Number.NaN
}

function measured(value: number | null, error: { standardError: number; degrees: number } | null): Measured | null {
  return value === null || error === null ? null : { value: round12(value), ...error }
}

async function measure(scenario: Scenario, options: Options, predicates: readonly string[]): Promise<Estimates> {
  const folder = mkdtempSync(path.join(tmpdir(), 'ctrain-coverage-'))
  try {
    const file = path.join(folder, 'rows.parquet')
    await write(scenario, options, file)
    const world = libraryWorld('0.0.0-bench', { tmp: folder, cpus: options.threads })
    const session = await (await ENGINES.duckdb()).open(
      { files: [{ uri: file, path: file, bytes: 0, version: '1', bytesFetched: 0 }], predictions: null },
      world,
    )
    try {
      const [estimates] = (await session.scan(planOf(scenario, predicates))).estimates
      if (estimates === undefined) throw new Error('nothing was measured')
      return estimates
    } finally {
      await session.close()
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function planOf({ metric: name, task, params = {}, roles }: Scenario, predicates: readonly string[]): MetricPlan {
  const metric = findMetric(name, task)
  if (metric === undefined) throw new Error(`there is no metric ${name}`)
  const defaults = Object.entries(metric.params).flatMap(([param, spec]) =>
    spec.default === undefined ? [] : [[param, spec.default]],
  )
  const bound: Params = { ...Object.fromEntries(defaults), ...params }
  return {
    task: metric.task,
    columns: { label: 'label', prediction: 'prediction', probabilities: null, weight: null, group: null, id: null, ...roles },
    slices: predicates.map((where, index) => ({ name: `s${index}`, where, place: '' })),
    metrics: [{ metric, params: bound }],
    onInvalidPrediction: 'fail',
  }
}

/** Rows from hashes of their numbers: the same everywhere, and no two draws depend on one another. */
async function write({ columns, rows }: Scenario, { datasets, seed, order }: Options, file: string): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const selected = Object.entries(columns).map(([name, sql]) => `${drawn(sql, seed)} AS ${name}`)
  await connection.run(`COPY (
    SELECT 'd' || d AS dataset, ${selected.join(', ')}
    FROM (SELECT n // ${rows} AS d, n % ${rows} AS i, n // 10 AS q FROM range(${datasets * rows}) AS numbers(n))
    ${order === null ? '' : `ORDER BY ${order}`}) TO '${file}' (FORMAT parquet, ROW_GROUP_SIZE ${order === null ? 122_880 : 10_240})`)
  connection.closeSync()
  instance.closeSync()
}

/** Fills in uniform(k) and normal(k) of each row, and cluster(k), the normal of each cluster. */
function drawn(sql: string, seed: number): string {
  // The hash of several values is a simple mix of theirs; hashed again, draws are independent.
  const uniform = (of: string, k: number) => `((hash(hash(${seed}, d, ${of}, ${k})) + 0.5) / 18446744073709551616.0)`
  const normal = (of: string, k: number) => `(sqrt(-2 * ln(${uniform(of, k)})) * cos(2 * pi() * ${uniform(of, k + 1000)}))`
  return sql
    .replaceAll(/uniform\((\d+)\)/g, (_, k: string) => uniform('i', Number(k)))
    .replaceAll(/normal\((\d+)\)/g, (_, k: string) => normal('i', Number(k)))
    .replaceAll(/cluster\((\d+)\)/g, (_, k: string) => normal('q', Number(k)))
}
