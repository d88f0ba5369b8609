// Expected numbers: the same sweep over the rows that are left when a jackknife group is gone.
import { describe, expect, it } from 'vitest'
import { sliceErrors } from '../../src/core/jackknife.js'
import type { BoundMetric, Metric, RankedMetric } from '../../src/core/metric.js'
import { createSweep } from '../../src/core/ranked.js'
import { METRICS } from '../../src/metrics/index.js'

const BUCKETS = 16

interface Row {
  readonly key: number
  readonly isPositive: boolean
  readonly bucket: number
}

/** Rows that look like chance, in descending order; a third of them positive, and ranked higher. */
function rowsOf(count: number): Row[] {
  let seed = 1
  const next = () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
    return seed / 2 ** 32
  }
  const rows = Array.from({ length: count }, () => {
    const isPositive = next() < 1 / 3
    return { key: next() + next() + next() + (isPositive ? 0.6 : 0), isPositive, bucket: Math.floor(next() * BUCKETS) }
  })
  return rows.sort((a, b) => b.key - a.key)
}

function sweep(bound: BoundMetric<RankedMetric>, rows: readonly Row[]) {
  const positive = rows.filter(({ isPositive }) => isPositive || bound.metric.order === 'error').length
  const created = createSweep([bound], [{ rows: rows.length, totals: { positive, negative: rows.length - positive } }], BUCKETS)
  created.rows({
    count: rows.length,
    keys: Float64Array.from(rows, ({ key }) => (bound.metric.order === 'error' ? key - 4 : key)),
    places: Uint8Array.from(
      rows,
      ({ bucket, isPositive }) => 2 * bucket + (isPositive || bound.metric.order === 'error' ? 0 : 1),
    ),
    weights: new Float64Array(rows.length).fill(1),
    cells: new Int32Array(rows.length),
    members: [Int32Array.of(0)],
  })
  const [estimates] = created.end()
  if (estimates === undefined) throw new Error('nothing was estimated')
  return estimates
}

const PARAMS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  lift: { q: 0.1 },
  precision_at_recall: { recall: 0.5 },
  recall_at_fpr: { fpr: 0.1 },
}

const ALL: readonly Metric[] = METRICS
const RANKED = ALL.flatMap((metric): BoundMetric<RankedMetric>[] =>
  metric.kind === 'ranked' ? [{ metric, params: PARAMS[metric.name] ?? {} }] : [],
)

describe.each(RANKED.map((bound) => [bound.metric.name, bound] as const))('%s', (_, bound) => {
  const standardErrorOf = (rows: readonly Row[]) => sliceErrors(sweep(bound, rows))[0]?.standardError ?? Number.NaN
  const exact = (rows: readonly Row[]) => {
    const groups = Array.from({ length: BUCKETS }, (__, bucket) => rows.filter((row) => row.bucket !== bucket))
    const values = groups.map((rest) => sweep(bound, rest).values[0] ?? Number.NaN)
    const mean = values.reduce((sum, value) => sum + value, 0) / BUCKETS
    return Math.sqrt(((BUCKETS - 1) / BUCKETS) * values.reduce((sum, value) => sum + (value - mean) ** 2, 0))
  }

  it('leaves out groups of some hundred rows exactly', () => {
    const rows = rowsOf(200)
    expect(standardErrorOf(rows)).toBeCloseTo(exact(rows), 9)
  })

  it('leaves out groups of many rows nearly so', () => {
    const rows = rowsOf(40_000)
    const ratio = standardErrorOf(rows) / exact(rows)
    expect(ratio).toBeGreaterThan(0.75)
    expect(ratio).toBeLessThan(1.33)
  })
})
