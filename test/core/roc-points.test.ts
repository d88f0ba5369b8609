import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRocPoints } from '../../src/core/roc-points.js'
import { round12 } from '../../src/core/round.js'

interface Row {
  readonly prediction: number
  readonly weight: number
  readonly isPositive: boolean
}

function pointsOf(rows: readonly Row[]) {
  const roc = createRocPoints()
  for (const { prediction, weight, isPositive } of rows) roc.add(prediction, weight, isPositive)
  return roc.points()
}

/** The whole curve by the definition: for every threshold, the rates of what is at or above it. */
function curveOf(rows: readonly Row[]): ReadonlySet<string> {
  const weightOf = (isPositive: boolean, least: number) =>
    rows.reduce((sum, row) => sum + (row.isPositive === isPositive && row.prediction >= least ? row.weight : 0), 0)
  const thresholds = [Number.POSITIVE_INFINITY, ...new Set(rows.map(({ prediction }) => prediction))]
  const rates = (least: number) => [false, true].map((side) => round12(weightOf(side, least) / weightOf(side, -1)))
  return new Set(thresholds.map((least) => rates(least).join()))
}

/** Few predictions, so that there are ties; whole weights, so that sums are exact. */
const rows = fc
  .array(
    fc.record({ prediction: fc.integer({ min: 0, max: 200 }), weight: fc.integer({ min: 1, max: 9 }), isPositive: fc.boolean() }),
    { maxLength: 300 },
  )
  .map((all) => [...all].sort((a, b) => b.prediction - a.prediction))

describe('the points of a ROC curve', () => {
  it('are at most 101 of its own, from (0, 0) to (1, 1); there are none without rows of both classes', () => {
    fc.assert(
      fc.property(rows, (all) => {
        const points = pointsOf(all)
        const hasBoth = new Set(all.map(({ isPositive }) => isPositive)).size === 2
        expect(points === null).toBe(!hasBoth)
        if (points === null) return
        const curve = curveOf(all)
        for (const point of points) expect(curve).toContain(`${point.falsePositiveRate},${point.truePositiveRate}`)
        expect(points.length).toBe(Math.min(points.length, 101, curve.size))
        expect(points[0]).toEqual({ falsePositiveRate: 0, truePositiveRate: 0 })
        expect(points.at(-1)).toEqual({ falsePositiveRate: 1, truePositiveRate: 1 })
      }),
      { numRuns: 50 },
    )
  })

  it('are evenly spaced along it, however many rows there are and wherever the positive ones are', () => {
    const count = 60_000
    const all = Array.from({ length: count }, (_, row) => ({
      prediction: -row,
      weight: 1,
      isPositive: (row * 7919) % count < 0.9 * (count - row),
    }))
    const points = pointsOf(all) ?? []
    expect(points.length).toBeGreaterThan(90)
    for (const [index, { falsePositiveRate, truePositiveRate }] of points.entries()) {
      const before = points[index - 1]
      if (before === undefined) continue
      const way = falsePositiveRate - before.falsePositiveRate + truePositiveRate - before.truePositiveRate
      expect(way).toBeLessThan(0.025)
    }
  })
})
