// Random rows for property tests, and the way to ask about many small datasets with one scan.
import fc from 'fast-check'
import type { BoundMetric, Metric, Params } from '../../src/core/metric.js'
import { openRows, type Rows, testWorld } from '../support/engine.js'

export interface Row {
  readonly label: number
  readonly prediction: number
  readonly weight: number
  /** By class, of several classes. */
  readonly probabilities?: readonly number[]
}

/** One seed for all runs: the same tests everywhere. FC_SEED explores others. */
export const FC_PARAMETERS = { seed: Number(process.env['FC_SEED'] ?? 20261101), numRuns: 5 } as const

/** Rows by what their metrics are defined for. */
export const KINDS = ['binary', 'multiclass', 'regression', 'positive'] as const

export type Kind = (typeof KINDS)[number]

/** Parameters that differ from the defaults where a metric has any. */
export function paramsOf(metric: Metric): Params {
  const given: Params = {
    beta: 2,
    threshold: 0.3,
    average: 'weighted',
    cost_matrix: { tp: 3, fp: -1, fn: -5, tn: 0.5 },
    max_fpr: 0.4,
    q: 0.25,
    recall: 0.6,
    fpr: 0.3,
    bins: 4,
    alpha: 0.9,
    power: 1.5,
    k: 2,
  }
  return Object.fromEntries(Object.entries(given).filter(([name]) => name in metric.params))
}

/** Grids, so that ties are frequent and spreads never vanish in rounding. */
export function row(kind: Kind): fc.Arbitrary<Row> {
  const weight = fc.oneof(
    fc.integer({ min: 1, max: 5 }),
    fc.integer({ min: 1, max: 320 }).map((k) => k / 64),
  )
  if (kind === 'binary') return fc.record({ label: fc.integer({ min: 0, max: 1 }), prediction: probability(), weight })
  if (kind === 'multiclass') {
    const label = fc.integer({ min: 0, max: CLASSES - 1 })
    const probabilities = fc.array(probability(), { minLength: CLASSES, maxLength: CLASSES })
    return fc.record({ label, prediction: label, probabilities, weight })
  }
  const amount = fc.integer({ min: kind === 'positive' ? 1 : -64_000, max: 64_000 }).map((k) => k / 64)
  return fc.record({ label: amount, prediction: amount, weight })
}

const CLASSES = 3

/** At least two rows: below that r2 depends on how many there are. */
export function rows(kind: Kind): fc.Arbitrary<Row[]> {
  return fc.array(row(kind), { minLength: 2, maxLength: 12 })
}

/** Some datasets per run, as a scan costs more than its rows. */
export function several<T>(one: fc.Arbitrary<T>): fc.Arbitrary<T[]> {
  return fc.array(one, { minLength: 6, maxLength: 12 })
}

/** The value of each metric and dataset; all of these are written into one file, and each is a slice of it. */
export async function valuesOf(
  metrics: readonly BoundMetric[],
  datasets: readonly (readonly Row[])[],
  options: Options = {},
): Promise<readonly (readonly (number | null)[])[]> {
  const slices = datasets.map((_, part) => `part = ${part}`)
  return await askParts(metrics, datasets, slices, options)
}

interface Options {
  readonly isWeighted?: boolean
}

/** Asks about datasets in one file, where the column `part` counts them. */
export async function askParts(
  metrics: readonly BoundMetric[],
  datasets: readonly (readonly Row[])[],
  slices: readonly string[],
  { isWeighted = true }: Options = {},
): Promise<readonly (readonly (number | null)[])[]> {
  const more = { part: datasets.flatMap((rows, part) => rows.map(() => part)) }
  const columns = columnsOf(datasets.flat())
  const dataset = await openRows({ ...columns, weight: isWeighted ? (columns.weight ?? null) : null, more }, testWorld())
  try {
    return (await dataset.askAll(metrics, slices)).estimates.map(({ values }) => values)
  } finally {
    await dataset.close()
  }
}

export function columnsOf(rows: readonly Row[]): Rows {
  const classes = [...(rows[0]?.probabilities ?? []).keys()]
  const column = (index: number) => rows.map(({ probabilities }) => probabilities?.[index] ?? null)
  return {
    probabilities: Object.fromEntries(classes.map((index) => [String(index), column(index)])),
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
