// Expected numbers: fixtures/reference/*.json, computed by scikit-learn (fixtures/reference/generate.py).
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
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
      params: z.record(z.string(), z.number()),
      value: z.number().nullable(),
      note: z.string().optional(),
    }),
  ),
})

const Reference = z.strictObject({
  generatedBy: z.strictObject({ script: z.string(), python: z.string(), 'scikit-learn': z.string(), numpy: z.string() }),
  cases: z.array(Case),
})

type Case = z.output<typeof Case>
type Expected = Case['expected'][number]

const TASKS = { binary: load('binary.json'), regression: load('regression.json') }
const CASES = [...TASKS.binary, ...TASKS.regression]

test('every metric has reference values, defined and undefined ones', () => {
  const values = CASES.flatMap(({ expected }) => expected)
  const names = METRICS.map(({ name }) => name).sort()
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
  let dataset: OpenDataset
  beforeAll(async () => {
    dataset = await openRows(reference, testWorld())
  })
  afterAll(() => dataset.close())

  for (const expected of reference.expected) {
    const what = expected.value === null ? 'is undefined' : 'equals scikit-learn'
    test(`${title(expected)} of ${reference.name} ${what}`, async () => {
      expectClose(await valueOfAll(dataset, expected, []), expected)
    })

    // Rows are aggregated by the slices that they belong to: here the whole is put together from such cells.
    test(`${title(expected)} of ${reference.name} ${what}, beside overlapping slices`, async () => {
      expectClose(await valueOfAll(dataset, expected, ['row % 3 = 0', 'row < 5']), expected)
    })
  }
}

async function valueOfAll(dataset: OpenDataset, { metric: name, params }: Expected, others: string[]): Promise<number | null> {
  const metric = findMetric(name)
  if (metric === undefined) throw new Error(`there is no metric ${name}`)
  const { values } = await dataset.ask({ metric, params, slices: [null, ...others] })
  return values[0] ?? null
}

function expectClose(actual: number | null, { metric, value }: Expected): void {
  if (actual === null || value === null) {
    expect(actual).toBe(value)
    return
  }
  // Only these two subtract numbers of the order of 1; the others keep their relative precision near 0.
  const absolute = metric === 'r2' || metric === 'mcc' ? 1e-15 : 0
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

function load(file: string): readonly Case[] {
  const text = readFileSync(new URL(`../../fixtures/reference/${file}`, import.meta.url), 'utf8')
  return Reference.parse(JSON.parse(text)).cases
}
