// What holds for every metric by its definition: expected numbers come from the metric itself, asked another way.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type AggregateMetric, type Metric, type Statistics, statistic, type Task } from '../../src/core/metric.js'
import { accuracy } from '../../src/metrics/accuracy.js'
import { averagePrecision } from '../../src/metrics/average_precision.js'
import { brierScore } from '../../src/metrics/brier_score.js'
import { METRICS } from '../../src/metrics/index.js'
import { logLoss } from '../../src/metrics/log_loss.js'
import { mae } from '../../src/metrics/mae.js'
import { mse } from '../../src/metrics/mse.js'
import { r2 } from '../../src/metrics/r2.js'
import { rocAuc } from '../../src/metrics/roc_auc.js'
import { scoreRows } from '../support/engine.js'
import { askParts, columnsOf, FC_PARAMETERS, paramsOf, type Row, row, rows, several, valuesOf } from './arbitrary.js'

type Pair = readonly [readonly Row[], readonly Row[]]

/** Two datasets of the same value, by what makes them so. */
const SAME: Readonly<Record<string, (task: Task) => fc.Arbitrary<Pair>>> = {
  'weight n equals the row n times': (task) =>
    fc
      .array(fc.tuple(row(task), fc.integer({ min: 1, max: 3 })), { minLength: 2, maxLength: 12 })
      .map((counted) => [
        counted.map(([one, times]) => ({ ...one, weight: one.weight * times })),
        counted.flatMap(([one, times]) => Array.from({ length: times }, () => one)),
      ]),
  'weight 0 equals absence': (task) =>
    fc.tuple(rows(task), rows(task)).map(([counted, others]) => {
      const ignored = others.map((one) => ({ ...one, weight: 0 }))
      return [counted, [...ignored.slice(1), ...counted, ...ignored.slice(0, 1)]]
    }),
  'a common factor of the weights changes nothing': (task) =>
    fc
      .tuple(rows(task), fc.constantFrom(2 ** -60, 1e-6, 0.1, 3, 1e6, 2 ** 60))
      .map(([counted, factor]) => [counted, counted.map((one) => ({ ...one, weight: one.weight * factor }))]),
  'the order of the rows changes nothing': (task) =>
    fc
      .array(fc.tuple(row(task), fc.integer()), { minLength: 2, maxLength: 12 })
      .map((keyed) => [keyed.map(([one]) => one), [...keyed].sort(([, a], [, b]) => a - b).map(([one]) => one)]),
}

for (const [fact, pairOf] of Object.entries(SAME)) {
  test.each(METRICS.map((metric) => [metric.name, metric] as const))(`%s: ${fact}`, async (_, metric) => {
    await check(several(pairOf(metric.task)), async (pairs) => {
      const values = await valuesOf(metric, pairs.flat())
      for (const index of pairs.keys()) expectClose(values[2 * index + 1], values[2 * index])
    })
  })
}

test.each(METRICS.map((metric) => [metric.name, metric] as const))('%s: equal weights are no weights', async (_, metric) => {
  await check(rows(metric.task), async (unweighted) => {
    const columns = columnsOf(unweighted.map((one) => ({ ...one, weight: 0.7 })))
    const question = { metric, params: paramsOf(metric) }
    const [weighted] = await scoreRows({ ...columns, ...question })
    expectClose(weighted, (await scoreRows({ ...columns, weight: null, ...question }))[0])
  })
})

describe('statistics of a union', () => {
  const pairs = (task: Task) => several(fc.tuple(rows(task), rows(task)))
  // Slices of the parts 0 and 1, and of their union, and so on.
  const slices = (count: number) =>
    Array.from({ length: count }, (_, index) => [`part = ${2 * index}`, `part = ${2 * index + 1}`, `part // 2 = ${index}`])

  const aggregates: AggregateMetric[] = METRICS.filter((metric) => metric.kind === 'aggregate')
  test.each(aggregates.map((metric) => [metric.name, metric] as const))('%s: sums add up', async (_, metric) => {
    await check(pairs(metric.task), async (parts) => {
      const { scan } = await askParts(metric, parts.flat(), slices(parts.length).flat())
      for (const [index] of parts.entries()) {
        const [a = {}, b = {}, union = {}] = scan.slices.slice(3 * index).map((slice) => slice.statistics)
        for (const name of Object.keys(metric.sums)) {
          expectClose(statistic(union, name), statistic(a, name) + statistic(b, name))
        }
      }
    })
  })

  test('r2 of merged label moments is r2 of the union', async () => {
    await check(pairs('regression'), async (parts) => {
      const { scan, values } = await askParts(r2, parts.flat(), slices(parts.length).flat())
      for (const [index] of parts.entries()) {
        const [a = {}, b = {}] = scan.slices.slice(3 * index).map((slice) => slice.statistics)
        expectClose(values[3 * index + 2], r2.finish(mergeMoments(a, b), {}))
      }
    })
  })
})

test.each([accuracy, brierScore, logLoss, mae, mse].map((metric) => [metric.name, metric] as const))(
  '%s: the weighted mean of disjoint slices is the whole',
  async (_, metric) => {
    await check(fc.array(rows(metric.task), { minLength: 2, maxLength: 6 }), async (parts) => {
      const { values } = await askParts(metric, parts, [...parts.map((_, part) => `part = ${part}`), 'part >= 0'])
      const weights = parts.map((part) => sum(part.map(({ weight }) => weight)))
      const products = weights.map((weight, part) => weight * (values[part] ?? Number.NaN))
      expectClose(values.at(-1), sum(products) / sum(weights))
    })
  },
)

test('roc_auc of flipped labels is its complement', async () => {
  await check(several(rows('binary')), async (datasets) => {
    const flipped = datasets.map((dataset) => dataset.map((one) => ({ ...one, label: 1 - one.label })))
    const values = await valuesOf(rocAuc, [...datasets, ...flipped])
    for (const index of datasets.keys()) {
      const value = values[index] ?? null
      expectClose(values[datasets.length + index], value === null ? null : 1 - value)
    }
  })
})

const RISING: Readonly<Record<string, (score: number) => number>> = {
  logit: (score) => Math.log((score + 0.001) / (1.001 - score)),
  'a steep exponential': (score) => -1e-200 * Math.exp(-100 * score),
  'a shift to large numbers': (score) => 1e6 + score,
}

for (const metric of [rocAuc, averagePrecision] satisfies Metric[]) {
  test.each(Object.entries(RISING))(`${metric.name} stays as it is when scores go through %s`, async (_, rise) => {
    await check(several(rows('binary')), async (datasets) => {
      const risen = datasets.map((dataset) => dataset.map((one) => ({ ...one, prediction: rise(one.prediction) })))
      const values = await valuesOf(metric, [...datasets, ...risen])
      for (const index of datasets.keys()) expectClose(values[datasets.length + index], values[index])
    })
  })
}

async function check<T>(arbitrary: fc.Arbitrary<T>, hold: (value: T) => Promise<void>): Promise<void> {
  await fc.assert(fc.asyncProperty(arbitrary, hold), FC_PARAMETERS)
}

/** Chan, Golub and LeVeque, for two parts. */
function mergeMoments(a: Statistics, b: Statistics): Statistics {
  const weight = statistic(a, 'weight') + statistic(b, 'weight')
  const distance = statistic(b, 'mean') - statistic(a, 'mean')
  return {
    rows: statistic(a, 'rows') + statistic(b, 'rows'),
    weight,
    mean: statistic(a, 'mean') + (distance * statistic(b, 'weight')) / weight,
    m2: statistic(a, 'm2') + statistic(b, 'm2') + (distance ** 2 * statistic(a, 'weight') * statistic(b, 'weight')) / weight,
    squared_error: statistic(a, 'squared_error') + statistic(b, 'squared_error'),
  }
}

function expectClose(actual: number | null | undefined, expected: number | null | undefined): void {
  if (actual == null || expected == null) {
    expect(actual).toBe(expected)
    return
  }
  const allowed = 1e-11 * Math.abs(expected) + 1e-12
  expect(Math.abs(actual - expected), `${actual} instead of ${expected}`).toBeLessThanOrEqual(allowed)
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
