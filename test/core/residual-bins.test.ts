import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ResidualBin } from '../../src/core/appendix.js'
import { createResidualBins } from '../../src/core/residual-bins.js'

function binsOf(residuals: readonly number[]): readonly ResidualBin[] | null {
  const bins = createResidualBins()
  for (const residual of [...residuals].sort((a, b) => b - a)) bins.add(residual)
  return bins.bins()
}

function known(bins: readonly ResidualBin[] | null): readonly ResidualBin[] {
  if (bins === null) throw new Error('there are no bins')
  return bins
}

const mixed = fc.oneof(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.integer({ min: -50, max: 50 }), fc.constant(0))

describe('a histogram of residuals', () => {
  it('has at most 40 bins of one width, each with its rows; the outer ones with at most 1 % more on either side', () => {
    fc.assert(
      fc.property(fc.array(mixed, { minLength: 1, maxLength: 400 }), (residuals) => {
        const bins = known(binsOf(residuals))
        expect(bins.length).toBeLessThanOrEqual(40)
        const [first, last] = [bins[0]?.from ?? Number.NaN, bins.at(-1)?.to ?? Number.NaN]
        for (const [index, { from, to, rows }] of bins.entries()) {
          const width = (last - first) / bins.length
          expect(to - from).toBeCloseTo(width, 6)
          const isBefore = (value: number) => (index === bins.length - 1 ? true : value < to)
          const isBehind = (value: number) => (index === 0 ? true : value >= from)
          expect(rows).toBe(residuals.filter((value) => isBefore(value) && isBehind(value)).length)
        }
        const few = Math.floor(0.01 * residuals.length)
        expect(residuals.filter((value) => value < first).length).toBeLessThanOrEqual(few)
        expect(residuals.filter((value) => value > last).length).toBeLessThanOrEqual(few)
      }),
    )
  })

  it('stays exact, and even, where there are far more values than it keeps', () => {
    const residuals = Array.from({ length: 50_000 }, (_, row) => Math.sinh(((row * 7919) % 50_000) / 5000 - 5))
    const bins = known(binsOf([...residuals, 1e200, -1e300]))
    expect(bins.length).toBeGreaterThan(35)
    for (const { from, to, rows } of bins.slice(1, -1)) {
      expect(rows).toBe(residuals.filter((value) => value >= from && value < to).length)
    }
    expect(bins.reduce((sum, { rows }) => sum + rows, 0)).toBe(50_002)
  })

  it('has no gaps between whole numbers', () => {
    expect(binsOf([-2, -1, -1, 0, 0, 0, 1, 3])).toEqual([
      { from: -2, to: -1, rows: 1 },
      { from: -1, to: 0, rows: 2 },
      { from: 0, to: 1, rows: 3 },
      { from: 1, to: 2, rows: 1 },
      { from: 2, to: 3, rows: 0 },
      { from: 3, to: 4, rows: 1 },
    ])
  })

  it('of equal residuals has one bin around them, of no rows none; numbers beyond all bounds have none', () => {
    expect(binsOf([0, 0, 0])).toEqual([{ from: -0.5, to: 0.5, rows: 3 }])
    expect(binsOf([2.25])).toEqual([{ from: 1.75, to: 2.75, rows: 1 }])
    expect(binsOf([])).toEqual([])
    expect(binsOf([Number.POSITIVE_INFINITY, 1])).toBeNull()
    expect(binsOf([Number.MAX_VALUE, -Number.MAX_VALUE])).toBeNull()
  })
})
