// Expected numbers: fixtures/reference/ranking.json, computed from the definitions over all orders of ties,
// and by scikit-learn; literal values of papers, books and other libraries are named in the cases.
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { BoundMetric } from '../../src/core/metric.js'
import type { ScanResult } from '../../src/core/ports.js'
import { findMetric, METRICS } from '../../src/metrics/index.js'
import { ndcg } from '../../src/metrics/ndcg.js'
import { askRows, type OpenDataset, openRows, type Rows, testWorld } from '../support/engine.js'
import { FC_PARAMETERS } from './arbitrary.js'

const Case = z.object({
  name: z.string(),
  source: z.string().optional(),
  group: z.array(z.union([z.string(), z.number()])),
  label: z.array(z.number()),
  prediction: z.array(z.number()),
  weight: z.array(z.number()).nullable(),
  expected: z.array(
    z.strictObject({
      metric: z.string(),
      params: z.record(z.string(), z.union([z.number(), z.string()])),
      value: z.number().nullable(),
      skipped: z.number(),
      note: z.string().optional(),
    }),
  ),
})

type Case = z.output<typeof Case>
type Expected = Case['expected'][number]

const CASES = z
  .object({ cases: z.array(Case) })
  .parse(JSON.parse(readFileSync(new URL('../../fixtures/reference/ranking.json', import.meta.url), 'utf8'))).cases

test('every ranking metric has reference values, defined and undefined ones', () => {
  const values = CASES.flatMap(({ expected }) => expected)
  const names = METRICS.filter(({ task }) => task === 'ranking').map(({ name }) => name)
  const namesOf = (found: readonly Expected[]) => [...new Set(found.map(({ metric }) => metric))].sort()
  expect(namesOf(values.filter(({ value }) => value !== null))).toEqual([...names].sort())
  expect(namesOf(values.filter(({ value }) => value === null))).toEqual([...names].sort())
})

for (const reference of CASES) describe(reference.name, () => holdCase(reference))

function holdCase(reference: Case): void {
  let dataset: OpenDataset
  let scan: ScanResult
  beforeAll(async () => {
    dataset = await openRows(rowsOf(reference), testWorld())
    scan = await dataset.askAll(reference.expected.map(bind), [null, 'row % 2 = 0', 'row >= 0'])
  })
  afterAll(() => dataset.close())

  for (const [index, expected] of reference.expected.entries()) {
    test(`${expected.metric} ${JSON.stringify(expected.params)} of ${reference.name}`, () => {
      const [all, , same] = scan.estimates[index]?.values ?? []
      expectClose(all, expected.value)
      expectClose(same, expected.value)
      const skipped = expected.params['on_no_relevant'] === 'zero' ? 0 : scan.slices[0]?.queries?.withoutRelevant
      expect(skipped).toBe(expected.skipped)
    })
  }
}

describe('queries', () => {
  const question = { metric: ndcg, params: { k: 2 } }

  test('a slice that cuts through a query ranks within itself', async () => {
    // Query a without its first item: [0, 1] by falling prediction, so 1/log2(3) against 1; query b is out of the slice.
    const rows = { label: [2, 0, 1, 3], prediction: [0.9, 0.8, 0.7, 0.6], group: ['a', 'a', 'a', 'b'] }
    const { values, scan } = await askRows(rows, { ...question, slices: ['row in (1, 2)'] })
    expectClose(values[0], 1 / Math.log2(3))
    expect(scan.slices[0]?.queries).toEqual({ queries: 1, withoutRelevant: 0 })
  })

  test('rows of one query that differ in weight are refused, and the query is named', async () => {
    const rows = { label: [1, 0, 1], prediction: [1, 2, 3], weight: [1, 2, 1], group: ['q1', 'q1', 'q2'] }
    await expect(askRows(rows, question)).rejects.toThrow('the rows of group = q1 have different weights, from 1 to 2')
    await expect(askRows({ ...rows, weight: [0, 2, 1] }, question)).rejects.toThrow('from 0 to 2')
  })

  test('rows without a query are refused with their place', async () => {
    const rows = { label: [1, 0, 1], prediction: [1, 2, 3], group: ['q1', null, 'q2'] }
    await expect(askRows(rows, question)).rejects.toThrow(/1 labelled row has no value in column "group", e\.g\. row 2 of/)
  })

  test('a negative grade is refused with its place', async () => {
    const rows = { label: [1, -1], prediction: [1, 2], group: ['q1', 'q1'] }
    await expect(askRows(rows, question)).rejects.toThrow(/a label .*below 0, where ndcg is not defined .*row 2/)
  })

  test('rows without label take no rank', async () => {
    const rows = { label: [null, 1, 0], prediction: [0.9, 0.8, 0.7], group: ['a', 'a', 'a'] }
    expect((await askRows(rows, question)).values).toEqual([1])
  })

  const row = fc.record({
    group: fc.integer({ min: 0, max: 3 }),
    label: fc.integer({ min: 0, max: 3 }),
    prediction: fc.integer({ min: 0, max: 4 }),
    place: fc.integer(),
  })
  const RANKING: BoundMetric[] = METRICS.filter(({ task }) => task === 'ranking').map((metric) => ({ metric, params: { k: 3 } }))

  test('the order of rows changes no metric', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 20 }), async (rows) => {
        const shuffled = [...rows].sort((a, b) => a.place - b.place)
        expect(await valuesOf(shuffled)).toEqual(await valuesOf(rows))
      }),
      { ...FC_PARAMETERS, numRuns: 10 },
    )
  })

  test('a query of weight 2 counts as two such queries, one of weight 0 as none', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 20 }), async (rows) => {
        const weighted = rows.map((one) => ({ ...one, weight: one.group }))
        const counted = rows.flatMap((one) =>
          Array.from({ length: one.group }, (_, copy) => ({ ...one, group: 10 * copy + one.group })),
        )
        const [a, b] = [await valuesOf(weighted), counted.length === 0 ? RANKING.map(() => null) : await valuesOf(counted)]
        for (const [index, value] of a.entries()) expectClose(value, b[index] ?? null)
      }),
      { ...FC_PARAMETERS, numRuns: 10 },
    )
  })

  type Item = { readonly group: number; readonly label: number; readonly prediction: number; readonly weight?: number }

  async function valuesOf(rows: readonly Item[]): Promise<(number | null)[]> {
    const weights = rows.flatMap(({ weight }) => weight ?? [])
    const dataset = await openRows(
      {
        label: rows.map(({ label }) => label),
        prediction: rows.map(({ prediction }) => prediction),
        group: rows.map(({ group }) => group),
        weight: weights.length === 0 ? null : weights,
      },
      testWorld(),
    )
    try {
      return (await dataset.askAll(RANKING, [null])).estimates.map(({ values }) => values[0] ?? null)
    } finally {
      await dataset.close()
    }
  }
})

function rowsOf({ label, prediction, weight, group }: Case): Rows {
  return { label, prediction, weight, group }
}

function bind({ metric: name, params }: Expected): BoundMetric {
  const metric = findMetric(name, 'ranking')
  if (metric === undefined) throw new Error(`there is no metric ${name}`)
  return { metric, params }
}

function expectClose(actual: number | null | undefined, expected: number | null): void {
  if (actual == null || expected === null) {
    expect(actual).toBe(expected)
    return
  }
  expect(Math.abs(actual - expected), `${actual} instead of ${expected}`).toBeLessThanOrEqual(1e-12 * Math.abs(expected))
}
