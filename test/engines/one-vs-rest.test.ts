// Expected numbers: the delete-one jackknife of a naive one-vs-rest AUC, written here from the definitions.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sliceErrors, standardError } from '../../src/core/jackknife.js'
import type { Params } from '../../src/core/metric.js'
import { round12 } from '../../src/core/round.js'
import { rocAuc } from '../../src/metrics/multiclass/roc_auc.js'
import { askRows, type Rows, testWorld } from '../support/engine.js'

interface Row {
  readonly label: number
  readonly probabilities: readonly number[]
  readonly weight: number
  readonly half: number
}

/** Better than chance, in steps of which few are distinct: ties, and rows that repeat. */
function sample(count: number, steps: number): Row[] {
  const one = fc.record({
    label: fc.integer({ min: 0, max: 2 }),
    noise: fc.array(fc.integer({ min: 0, max: steps }), { minLength: 3, maxLength: 3 }),
    weight: fc.integer({ min: 1, max: 3 }),
    half: fc.integer({ min: 0, max: 1 }),
  })
  return fc.sample(one, { seed: 20261101, numRuns: count }).map(({ label, noise, weight, half }) => ({
    label,
    probabilities: noise.map((value, index) => (value + (index === label ? steps / 3 : 0)) / (2 * steps)),
    weight,
    half,
  }))
}

function columnsOf(rows: readonly Row[], isWeighted: boolean): Rows {
  return {
    label: rows.map(({ label }) => label),
    prediction: rows.map(() => 0),
    probabilities: Object.fromEntries(
      [0, 1, 2].map((index) => [index, rows.map(({ probabilities }) => probabilities[index] ?? 0)]),
    ),
    weight: isWeighted ? rows.map(({ weight }) => weight) : null,
    more: { half: rows.map(({ half }) => half) },
    rowsPerGroup: 100,
  }
}

/** Values and standard errors of all rows and of one half, and that of their weighted sum. */
async function errorsOf(rows: readonly Row[], params: Params, isWeighted: boolean, cpus = 2) {
  const question = { metric: rocAuc, params, slices: [null, 'half = 1'] }
  const { scan, values } = await askRows(columnsOf(rows, isWeighted), question, testWorld({ cpus }))
  const [estimates] = scan.estimates
  if (estimates === undefined) throw new Error('nothing was estimated')
  return {
    values: values.map((value) => round12(value ?? Number.NaN)),
    errors: sliceErrors(estimates).map((found) => round12(found?.standardError ?? Number.NaN)),
    sum: round12(standardError(estimates, [0.6, 0.4])?.standardError ?? Number.NaN),
  }
}

function naive(rows: readonly Row[], average: string): number {
  const all = [0, 1, 2].map((name) => {
    const [own, others] = [rows.filter(({ label }) => label === name), rows.filter(({ label }) => label !== name)]
    const score = (row: Row) => row.probabilities[name] ?? 0
    const won = own.map((a) => others.map((b) => (score(a) > score(b) ? 1 : score(a) === score(b) ? 0.5 : 0)))
    return { value: sum(won.map(sum)) / (own.length * others.length), share: average === 'macro' ? 1 : own.length }
  })
  return sum(all.map(({ value, share }) => value * share)) / sum(all.map(({ share }) => share))
}

function jackknife(rows: readonly Row[], average: string): number {
  const without = rows.map((row) =>
    naive(
      rows.filter((other) => other !== row),
      average,
    ),
  )
  const mean = sum(without) / rows.length
  return Math.sqrt(((rows.length - 1) / rows.length) * sum(without.map((value) => (value - mean) ** 2)))
}

function sum(values: readonly number[]): number {
  return values.reduce<number>((total, value) => total + value, 0)
}

describe.each([
  ['few distinct rows', 3],
  ['distinct rows', 10_000],
] as const)('roc_auc of several classes, %s', (_, steps) => {
  test.each(['macro', 'weighted'])('%s: the standard error is near that of leaving out one row at a time', async (average) => {
    const rows = sample(240, steps)
    const { values, errors } = await errorsOf(rows, { average }, false)
    expect(values[0]).toBeCloseTo(naive(rows, average), 11)
    // 64 random groups leave a standard error uncertain by a tenth.
    const ratio = (errors[0] ?? Number.NaN) / jackknife(rows, average)
    expect(ratio).toBeGreaterThan(0.75)
    expect(ratio).toBeLessThan(1.33)
  })

  test.each([
    ['unweighted', false],
    ['weighted', true],
  ] as const)('%s: neither the order of the rows nor threads change it', async (__, isWeighted) => {
    const rows = sample(1000, steps)
    const expected = await errorsOf(rows, { average: 'weighted' }, isWeighted)
    for (const value of [...expected.values, ...expected.errors, expected.sum]) expect(value).toBeGreaterThan(0)
    expect(await errorsOf([...rows].reverse(), { average: 'weighted' }, isWeighted)).toEqual(expected)
    expect(await errorsOf(rows, { average: 'weighted' }, isWeighted, 1)).toEqual(expected)
  })
})
