// Expected numbers: the textbook standard error of a (weighted) mean, computed here from the rows.
import { describe, expect, it } from 'vitest'
import { sliceErrors, standardError } from '../../src/core/jackknife.js'
import type { StandardError } from '../../src/core/standard-error.js'
import { findMetric } from '../../src/metrics/index.js'
import { askRows, type Rows } from '../support/engine.js'

const ROWS = 500

/** Numbers of mean 0 that look like chance. */
const NOISE = Array.from({ length: ROWS }, (_, row) => Math.sin(row * row) + Math.cos(7 * row))
const WEIGHTS = NOISE.map((noise) => 1 + noise * noise)

async function errorsOf(name: string, rows: Rows, slices: readonly (string | null)[] = [null]) {
  const metric = findMetric(name)
  if (metric === undefined) throw new Error(`there is no metric ${name}`)
  const { scan } = await askRows(rows, { metric, slices })
  const [estimates] = scan.estimates
  if (estimates === undefined) throw new Error('nothing was estimated')
  return { estimates, errors: sliceErrors(estimates) }
}

function ofMean(values: readonly number[], weights: readonly number[] = values.map(() => 1)): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const mean = values.reduce((sum, value, row) => sum + (weights[row] ?? 0) * value, 0) / total
  const squares = values.reduce((sum, value, row) => sum + ((weights[row] ?? 0) * (value - mean)) ** 2, 0)
  return Math.sqrt((squares * values.length) / (values.length - 1)) / total
}

function expectNear(found: StandardError | null | undefined, expected: number): void {
  expect((found?.standardError ?? Number.NaN) / expected).toBeCloseTo(1, 4)
}

describe('the standard error of a mean', () => {
  it.each([0, 1e4, 1e7, -1e8])('keeps its digits where all values are near %d', async (offset) => {
    const label = NOISE.map((noise) => offset + noise)
    const prediction = label.map(() => 0)
    expectNear((await errorsOf('mean_error', { label, prediction })).errors[0], ofMean(NOISE))
    expectNear((await errorsOf('mean_error', { label, prediction, weight: WEIGHTS })).errors[0], ofMean(NOISE, WEIGHTS))
  })

  it.each([1e-300, 1e-170, 1e160, 1e300])(
    'grows with the values, here × %d: squares neither vanish nor overflow',
    async (factor) => {
      const label = NOISE.map((noise) => factor * noise)
      const { errors } = await errorsOf('mean_error', { label, prediction: label.map(() => 0) })
      expectNear(errors[0], factor * ofMean(NOISE))
    },
  )

  it.each(['mae', 'rmse', 'r2', 'roc_auc', 'f1'])(
    '%s: a common factor of the weights changes neither value nor error',
    async (name) => {
      const isBinary = findMetric(name)?.task === 'binary'
      const label = NOISE.map((noise) => (isBinary ? Number(noise > 0) : noise))
      const prediction = NOISE.map((noise, row) => (isBinary ? (1 + Math.sin(noise + row)) / 2 : noise + Math.sin(row)))
      const found: unknown[] = []
      for (const factor of [1, 3, 1e-300, 1e300]) {
        const weight = WEIGHTS.map((one) => one * factor)
        const { estimates, errors } = await errorsOf(name, { label, prediction, weight })
        found.push([estimates.values[0]?.toPrecision(11), errors[0]?.standardError.toPrecision(6)])
      }
      expect(found).toEqual(found.map(() => found[0]))
    },
  )
})

describe('the standard error of a weighted sum', () => {
  const rows = { label: NOISE, prediction: NOISE.map(() => 0) }

  it('of disjoint slices is that of independent means, however few rows the weightier has', async () => {
    const { estimates, errors } = await errorsOf('mae', rows, ['row < 5', 'row >= 5'])
    const [few, many] = errors.map((error) => error?.standardError ?? Number.NaN)
    expect(standardError(estimates, [0.9, 0.1])?.standardError).toBeCloseTo(Math.hypot(0.9 * (few ?? 0), 0.1 * (many ?? 0)), 9)
  })

  it('has the degrees of freedom of the slices that make it uncertain: a tiny one of little weight does not blur it', async () => {
    const { estimates, errors } = await errorsOf('mae', rows, ['row < 2', 'row >= 2'])
    expect(errors[0]?.degrees).toBe(1)
    expect(standardError(estimates, [0.001, 0.999])?.degrees).toBeGreaterThan(450)
    expect(standardError(estimates, [0.999, 0.001])?.degrees).toBeLessThan(1.1)
  })
})
