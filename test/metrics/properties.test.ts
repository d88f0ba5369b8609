// What holds for every metric by its definition: expected numbers come from the metric itself, asked another way.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { BoundMetric, Metric } from '../../src/core/metric.js'
import { accuracy } from '../../src/metrics/accuracy.js'
import { averagePrecision } from '../../src/metrics/average_precision.js'
import { brierScore } from '../../src/metrics/brier_score.js'
import { METRICS } from '../../src/metrics/index.js'
import { logLoss } from '../../src/metrics/log_loss.js'
import { mae } from '../../src/metrics/mae.js'
import { mse } from '../../src/metrics/mse.js'
import { rocAuc } from '../../src/metrics/roc_auc.js'
import { askParts, FC_PARAMETERS, KINDS, type Kind, paramsOf, type Row, row, rows, several, valuesOf } from './arbitrary.js'

type Pair = readonly [readonly Row[], readonly Row[]]

/** Two datasets of the same value, by what makes them so. */
const SAME: Readonly<Record<string, (kind: Kind) => fc.Arbitrary<Pair>>> = {
  'weight n equals the row n times': (kind) =>
    fc
      .array(fc.tuple(row(kind), fc.integer({ min: 1, max: 3 })), { minLength: 2, maxLength: 12 })
      .map((counted) => [
        counted.map(([one, times]) => ({ ...one, weight: one.weight * times })),
        counted.flatMap(([one, times]) => Array.from({ length: times }, () => one)),
      ]),
  'weight 0 equals absence': (kind) =>
    fc.tuple(rows(kind), rows(kind)).map(([counted, others]) => {
      const ignored = others.map((one) => ({ ...one, weight: 0 }))
      return [counted, [...ignored.slice(1), ...counted, ...ignored.slice(0, 1)]]
    }),
  'a common factor of the weights changes nothing': (kind) =>
    fc
      .tuple(rows(kind), fc.constantFrom(2 ** -60, 1e-6, 0.1, 3, 1e6, 2 ** 60))
      .map(([counted, factor]) => [counted, counted.map((one) => ({ ...one, weight: one.weight * factor }))]),
  'the order of the rows changes nothing': (kind) =>
    fc
      .array(fc.tuple(row(kind), fc.integer()), { minLength: 2, maxLength: 12 })
      .map((keyed) => [keyed.map(([one]) => one), [...keyed].sort(([, a], [, b]) => a - b).map(([one]) => one)]),
}

const ALL = KINDS.map((kind) => [kind, metricsOf(kind)] as const)

for (const [fact, pairOf] of Object.entries(SAME)) {
  test.each(ALL)(`${fact}, for every metric of %s rows`, async (kind, metrics) => {
    await check(several(pairOf(kind)), async (pairs) => {
      const all = await valuesOf(metrics, pairs.flat())
      for (const [position, values] of all.entries()) {
        for (const index of pairs.keys()) expectClose(values[2 * index + 1], values[2 * index], metrics[position])
      }
    })
  })
}

test.each(ALL)('equal weights are no weights, for every metric of %s rows', async (kind, metrics) => {
  await check(several(rows(kind)), async (datasets) => {
    const equal = datasets.map((dataset) => dataset.map((one) => ({ ...one, weight: 0.7 })))
    const weighted = await valuesOf(metrics, equal)
    const counted = await valuesOf(metrics, equal, { isWeighted: false })
    for (const [position, values] of weighted.entries()) {
      for (const [index, value] of values.entries()) expectClose(value, counted[position]?.[index], metrics[position])
    }
  })
})

test.each(ALL)('a union of slices has the value of its rows alone, for every metric of %s rows', async (kind, metrics) => {
  await check(several(fc.tuple(rows(kind), rows(kind))), async (pairs) => {
    const unions = pairs.map((_, index) => `part // 2 = ${index}`)
    // With the parts as slices, too, rows are aggregated by part, and a union is put together from two.
    const together = await askParts(metrics, pairs.flat(), [...unions, ...pairs.flat().map((_, part) => `part = ${part}`)])
    const alone = await valuesOf(
      metrics,
      pairs.map((pair) => pair.flat()),
    )
    for (const [position, values] of alone.entries()) {
      for (const [index, value] of values.entries()) expectClose(together[position]?.[index], value, metrics[position])
    }
  })
})

test.each([accuracy, brierScore, logLoss, mae, mse].map((metric) => [metric.name, metric] as const))(
  '%s: the weighted mean of disjoint slices is the whole',
  async (_, metric) => {
    const kind = metric.task === 'regression' ? 'regression' : 'binary'
    await check(fc.array(rows(kind), { minLength: 2, maxLength: 6 }), async (parts) => {
      const slices = [...parts.map((_, part) => `part = ${part}`), 'part >= 0']
      const [values = []] = await askParts([bind(metric)], parts, slices)
      const weights = parts.map((part) => sum(part.map(({ weight }) => weight)))
      const products = weights.map((weight, part) => weight * (values[part] ?? Number.NaN))
      expectClose(values.at(-1), sum(products) / sum(weights), bind(metric))
    })
  },
)

test('roc_auc of flipped labels is its complement', async () => {
  await check(several(rows('binary')), async (datasets) => {
    const flipped = datasets.map((dataset) => dataset.map((one) => ({ ...one, label: 1 - one.label })))
    const [values = []] = await valuesOf([WHOLE_CURVE], [...datasets, ...flipped])
    for (const index of datasets.keys()) {
      const value = values[index] ?? null
      expectClose(values[datasets.length + index], value === null ? null : 1 - value, WHOLE_CURVE)
    }
  })
})

const WHOLE_CURVE: BoundMetric = { metric: rocAuc, params: {} }

const RISING: Readonly<Record<string, (score: number) => number>> = {
  logit: (score) => Math.log((score + 0.001) / (1.001 - score)),
  'a steep exponential': (score) => -1e-200 * Math.exp(-100 * score),
  'a shift to large numbers': (score) => 1e6 + score,
}

for (const metric of [rocAuc, averagePrecision]) {
  test.each(Object.entries(RISING))(`${metric.name} stays as it is when scores go through %s`, async (_, rise) => {
    await check(several(rows('binary')), async (datasets) => {
      const risen = datasets.map((dataset) => dataset.map((one) => ({ ...one, prediction: rise(one.prediction) })))
      const [values = []] = await valuesOf([bind(metric)], [...datasets, ...risen])
      for (const index of datasets.keys()) expectClose(values[datasets.length + index], values[index], bind(metric))
    })
  })
}

/** Every metric that is defined for such rows; ranking metrics have their own file. */
function metricsOf(kind: Kind): BoundMetric[] {
  const task = kind === 'positive' ? 'regression' : kind
  const all: readonly Metric[] = METRICS
  const bound = all.filter((metric) => metric.task === task).map(bind)
  const isAnywhere = ({ metric, params }: BoundMetric) =>
    metric.labelDomain?.(params) == null && metric.predictionDomain?.(params) == null
  return kind === 'regression' ? bound.filter(isAnywhere) : bound
}

function bind(metric: Metric): BoundMetric {
  return { metric, params: paramsOf(metric) }
}

async function check<T>(arbitrary: fc.Arbitrary<T>, hold: (value: T) => Promise<void>): Promise<void> {
  await fc.assert(fc.asyncProperty(arbitrary, hold), FC_PARAMETERS)
}

function expectClose(
  actual: number | null | undefined,
  expected: number | null | undefined,
  { metric }: BoundMetric = bind(mae),
): void {
  if (actual == null || expected == null) {
    expect(actual, metric.name).toBe(expected)
    return
  }
  const allowed = 1e-11 * Math.abs(expected) + 1e-11
  expect(Math.abs(actual - expected), `${metric.name}: ${actual} instead of ${expected}`).toBeLessThanOrEqual(allowed)
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
