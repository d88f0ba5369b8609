// Expected numbers: fixtures/reference/multiclass.json, computed by scikit-learn and exact arithmetic (generate_multiclass.py).
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { BoundMetric } from '../../src/core/metric.js'
import type { ScanResult } from '../../src/core/ports.js'
import { findMetric } from '../../src/metrics/index.js'
import { MULTICLASS } from '../../src/metrics/multiclass/index.js'
import { type OpenDataset, openRows, testWorld } from '../support/engine.js'

const Case = z.strictObject({
  name: z.string(),
  label: z.array(z.union([z.string(), z.number()])),
  prediction: z.array(z.union([z.string(), z.number()])),
  probabilities: z.record(z.string(), z.array(z.number())).nullable(),
  weight: z.array(z.number()).nullable(),
  labelType: z.enum(['UTF8', 'INT32']),
  expected: z.array(
    z.strictObject({
      metric: z.string(),
      params: z.record(z.string(), z.union([z.string(), z.number()])),
      value: z.number().nullable(),
      note: z.string().optional(),
    }),
  ),
})

type Case = z.output<typeof Case>
type Expected = Case['expected'][number]

const CASES = load()
const VALUES = CASES.flatMap(({ expected }) => expected)

test('every metric of several classes has reference values, defined and undefined ones', () => {
  const names = MULTICLASS.map(({ name }) => name).sort()
  expect(namesOf(VALUES.filter(({ value }) => value !== null))).toEqual(names)
  expect(namesOf(VALUES.filter(({ value }) => value === null))).toEqual(names)
})

test('an undefined value says what scikit-learn does instead', () => {
  expect(VALUES.filter(({ value, note }) => value === null && note === undefined)).toEqual([])
})

for (const reference of CASES) describe(reference.name, () => holdCase(reference))

function holdCase(reference: Case): void {
  let dataset: OpenDataset
  let alone: ScanResult
  let beside: ScanResult
  beforeAll(async () => {
    dataset = await openRows({ ...reference, predictionType: reference.labelType }, testWorld())
    alone = await dataset.askAll(reference.expected.map(bind), [null])
    // Rows are aggregated by the slices that they belong to: here the whole is put together from such cells.
    beside = await dataset.askAll(reference.expected.map(bind), [null, 'row % 3 = 0', 'row < 5'])
  })
  afterAll(() => dataset.close())

  for (const [index, expected] of reference.expected.entries()) {
    const what = expected.value === null ? 'is undefined' : 'equals scikit-learn'
    test(`${title(expected)} of ${reference.name} ${what}`, () => expectClose(alone.estimates[index]?.values[0], expected))
    test(`${title(expected)} of ${reference.name} ${what}, beside overlapping slices`, () =>
      expectClose(beside.estimates[index]?.values[0], expected))
  }
}

// In all but these the predicted class of the fixture is the most probable one, the first of a tie.
const OVERRIDDEN = ['three classes occur, one is predicted']
const PREDICTED = CASES.filter(({ name, probabilities }) => probabilities !== null && !OVERRIDDEN.includes(name))

describe('without a prediction column the most probable class is predicted', () => {
  test.each(PREDICTED.map((reference) => [reference.name, reference] as const))('%s', async (_, reference) => {
    const dataset = await openRows({ ...reference, predictionType: reference.labelType }, testWorld())
    try {
      const asked = reference.expected.filter(({ metric }) => ['accuracy', 'mcc', 'cohen_kappa', 'f1'].includes(metric))
      const { estimates } = await dataset.askAll(asked.map(bind), [null], { prediction: null })
      for (const [index, expected] of asked.entries()) expectClose(estimates[index]?.values[0], expected)
    } finally {
      await dataset.close()
    }
  })
})

function bind({ metric: name, params }: Expected): BoundMetric {
  const metric = findMetric(name, 'multiclass')
  if (metric === undefined) throw new Error(`there is no metric ${name}`)
  return { metric, params }
}

function expectClose(actual: number | null | undefined, { metric, value }: Expected): void {
  if (actual === undefined || actual === null || value === null) {
    expect(actual).toBe(value)
    return
  }
  // Only these two subtract numbers of the order of 1; the others keep their relative precision near 0.
  const absolute = metric === 'mcc' || metric === 'cohen_kappa' ? 1e-15 : 0
  const allowed = Math.max(1e-12 * Math.abs(value), absolute)
  expect(Math.abs(actual - value), `${actual} instead of ${value}`).toBeLessThanOrEqual(allowed)
}

function title({ metric, params }: Expected): string {
  const given = Object.entries(params).map(([name, value]) => `${name} ${value}`)
  return given.length === 0 ? metric : `${metric} (${given.join(', ')})`
}

function namesOf(values: readonly Expected[]): string[] {
  return [...new Set(values.map(({ metric }) => metric))].sort()
}

function load(): readonly Case[] {
  const text = readFileSync(new URL('../../fixtures/reference/multiclass.json', import.meta.url), 'utf8')
  return z.looseObject({ cases: z.array(Case) }).parse(JSON.parse(text)).cases
}
