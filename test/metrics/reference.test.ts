// Expected numbers: fixtures/reference/*.json, computed by scikit-learn (fixtures/reference/generate.py).
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { BoundMetric } from '../../src/core/metric.js'
import type { ScanResult } from '../../src/core/ports.js'
import { findMetric, METRICS } from '../../src/metrics/index.js'
import { type OpenDataset, openRows, testWorld } from '../support/engine.js'

const Case = z.strictObject({
  name: z.string(),
  label: z.array(z.number()),
  prediction: z.array(z.number()),
  weight: z.array(z.number()).nullable(),
  labelType: z.enum(['BOOLEAN', 'INT32', 'INT64', 'DOUBLE']),
  predictionType: z.enum(['BOOLEAN', 'INT32', 'FLOAT', 'DOUBLE']),
  expected: z.array(
    z.strictObject({
      metric: z.string(),
      params: z.record(z.string(), z.union([z.number(), z.record(z.string(), z.number())])),
      value: z.number().nullable(),
      note: z.string().optional(),
    }),
  ),
})

const Reference = z.strictObject({
  generatedBy: z.record(z.string(), z.string()),
  cases: z.array(Case),
})

type Case = z.output<typeof Case>
type Expected = Case['expected'][number]

const TASKS = { binary: load('binary.json'), regression: load('regression.json') }
const CASES = [...TASKS.binary, ...TASKS.regression]

test('every metric has reference values, defined and undefined ones', () => {
  const values = CASES.flatMap(({ expected }) => expected)
  const names = METRICS.filter(({ task }) => task in TASKS)
    .map(({ name }) => name)
    .sort()
  expect(namesOf(values.filter(({ value }) => value !== null))).toEqual(names)
  expect(namesOf(values.filter(({ value }) => value === null))).toEqual(names)
})

test('an undefined value says what scikit-learn does instead', () => {
  const silent = CASES.flatMap(({ expected }) => expected).filter(({ value, note }) => value === null && note === undefined)
  expect(silent).toEqual([])
})

for (const [task, cases] of Object.entries(TASKS)) {
  for (const reference of cases) describe(`${task}: ${reference.name}`, () => holdCase(reference))
}

function holdCase(reference: Case): void {
  const inside = reference.expected.filter((expected) => !isOutside(expected))
  let dataset: OpenDataset
  let alone: ScanResult
  let beside: ScanResult
  beforeAll(async () => {
    dataset = await openRows(reference, testWorld())
    alone = await dataset.askAll(inside.map(bind), [null])
    // Rows are aggregated by the slices that they belong to: here the whole is put together from such cells.
    beside = await dataset.askAll(inside.map(bind), [null, 'row % 3 = 0', 'row < 5'])
  })
  afterAll(() => dataset.close())

  for (const [index, expected] of inside.entries()) {
    const what = expected.value === null ? 'is undefined' : 'equals scikit-learn'
    test(`${title(expected)} of ${reference.name} ${what}`, () => expectClose(alone.estimates[index]?.values[0], expected))
    test(`${title(expected)} of ${reference.name} ${what}, beside overlapping slices`, () =>
      expectClose(beside.estimates[index]?.values[0], expected))
  }
  for (const expected of reference.expected.filter(isOutside)) {
    test(`${title(expected)} of ${reference.name} names a row that it is not defined for`, async () => {
      const asked = dataset.askAll([bind(expected)], [null])
      await expect(asked).rejects.toMatchObject({
        kind: 'data',
        message: expect.stringMatching(/not defined in column .*, e\.g\. row/),
      })
    })
  }
}

/** Where scikit-learn refuses the rows, and so do we. */
function isOutside({ note }: Expected): boolean {
  return note !== undefined && /^scikit-learn raises .*undefined in ctrain: a label/.test(note)
}

function bind({ metric: name, params }: Expected): BoundMetric {
  const metric = findMetric(name)
  if (metric === undefined) throw new Error(`there is no metric ${name}`)
  return { metric, params }
}

function expectClose(actual: number | null | undefined, { metric, value }: Expected): void {
  if (actual === undefined || actual === null || value === null) {
    expect(actual).toBe(value)
    return
  }
  const absolute = DIFFERENCES.includes(metric) ? 1e-15 : 0
  const allowed = Math.max(1e-12 * Math.abs(value), absolute)
  expect(Math.abs(actual - value), `${actual} instead of ${value}`).toBeLessThanOrEqual(allowed)
}

/** These subtract numbers of the order of 1; the others keep their relative precision near 0. */
const DIFFERENCES = ['r2', 'mcc', 'cohen_kappa', 'informedness', 'gini', 'explained_variance']

function title({ metric, params }: Expected): string {
  const given = Object.entries(params).map(([name, value]) => `${name} ${JSON.stringify(value)}`)
  return given.length === 0 ? metric : `${metric} (${given.join(', ')})`
}

function namesOf(values: readonly Expected[]): string[] {
  return [...new Set(values.map(({ metric }) => metric))].sort()
}

function load(file: string): readonly Case[] {
  const text = readFileSync(new URL(`../../fixtures/reference/${file}`, import.meta.url), 'utf8')
  return Reference.parse(JSON.parse(text)).cases
}
