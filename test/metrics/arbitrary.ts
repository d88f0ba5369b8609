// Random rows for property tests, and the way to ask about many small datasets with one scan.
import fc from 'fast-check'
import type { Metric, Params, Task } from '../../src/core/metric.js'
import { type Answer, askRows, type Rows, testWorld } from '../support/engine.js'

export interface Row {
  readonly label: number
  readonly prediction: number
  readonly weight: number
}

/** One seed for all runs: the same tests everywhere. FC_SEED explores others. */
export const FC_PARAMETERS = { seed: Number(process.env['FC_SEED'] ?? 20261101), numRuns: 2 } as const

/** Parameters that differ from the defaults where a metric has any. */
export function paramsOf(metric: Metric): Params {
  const given: Params = { beta: 2, threshold: 0.3 }
  return Object.fromEntries(Object.entries(given).filter(([name]) => name in metric.params))
}

/** Grids, so that ties are frequent and spreads never vanish in rounding. */
export function row(task: Task): fc.Arbitrary<Row> {
  const weight = fc.oneof(
    fc.integer({ min: 1, max: 5 }),
    fc.integer({ min: 1, max: 320 }).map((k) => k / 64),
  )
  if (task === 'binary') return fc.record({ label: fc.integer({ min: 0, max: 1 }), prediction: probability(), weight })
  const amount = fc.integer({ min: -64_000, max: 64_000 }).map((k) => k / 64)
  return fc.record({ label: amount, prediction: amount, weight })
}

/** At least two rows: below that r2 depends on how many there are. */
export function rows(task: Task): fc.Arbitrary<Row[]> {
  return fc.array(row(task), { minLength: 2, maxLength: 12 })
}

/** Some datasets per run, as a scan costs more than its rows. */
export function several<T>(one: fc.Arbitrary<T>): fc.Arbitrary<T[]> {
  return fc.array(one, { minLength: 3, maxLength: 6 })
}

/** The value of each dataset; all of them are written into one file, and each is a slice of it. */
export async function valuesOf(metric: Metric, datasets: readonly (readonly Row[])[]): Promise<readonly (number | null)[]> {
  return (
    await askParts(
      metric,
      datasets,
      datasets.map((_, part) => `part = ${part}`),
    )
  ).values
}

/** Asks about datasets in one file, where the column `part` counts them. */
export async function askParts(
  metric: Metric,
  datasets: readonly (readonly Row[])[],
  slices: readonly string[],
): Promise<Answer> {
  const more = { part: datasets.flatMap((rows, part) => rows.map(() => part)) }
  return await askRows({ ...columnsOf(datasets.flat()), more }, { metric, params: paramsOf(metric), slices }, testWorld())
}

export function columnsOf(rows: readonly Row[]): Rows {
  return {
    label: rows.map(({ label }) => label),
    prediction: rows.map(({ prediction }) => prediction),
    weight: rows.map(({ weight }) => weight),
  }
}

function probability(): fc.Arbitrary<number> {
  return fc.oneof(
    fc.integer({ min: 0, max: 10 }).map((k) => k / 10),
    fc.integer({ min: 0, max: 4096 }).map((k) => k / 4096),
  )
}
