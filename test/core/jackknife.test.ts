// Expected numbers: closed forms of statistics, or leaving out every row in turn, written here from the definition.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { emptyPart, estimateBuckets, type Group, mergeParts, partsOf, type Shape } from '../../src/core/additive.js'
import { type Estimates, sliceErrors, standardError } from '../../src/core/jackknife.js'
import { estimateLinear } from '../../src/core/linear.js'

const MEAN: Shape = { slices: 2, keys: 1, width: 2, moments: 0 }

interface Row {
  readonly value: number
  readonly members: readonly number[]
}

/** Rows one by one, each with its sums and their products. */
function groupsOf(rows: readonly Row[]): Group[] {
  return rows.map(({ value, members }, row) => ({
    members,
    bucket: row,
    key: 0,
    rows: 1,
    weight: 1,
    sums: Float64Array.of(value, 1),
    moments: [],
    products: Float64Array.of(value * value, value, value, 1, 1, 1),
  }))
}

function meanOf(rows: readonly Row[]): Estimates {
  const factors = { ratios: new Float64Array(3), centers: new Float64Array(3), scales: new Float64Array(3).fill(1) }
  return estimateLinear(groupsOf(rows), MEAN, factors, ({ sums: [sum = 0, count = 0] }) => sum / count, false)
}

const row = fc.record({
  value: fc.integer({ min: -1000, max: 1000 }).map((k) => k / 8),
  members: fc.constantFrom<number[]>([0], [1], [0, 1]),
})
const rows = fc
  .array(row, { minLength: 6, maxLength: 30 })
  .filter((all) => [0, 1].every((slice) => all.filter(({ members }) => members.includes(slice)).length > 2))

describe('the standard error', () => {
  it('of a mean is s / √n, with n − 1 degrees of freedom', () => {
    const [error] = sliceErrors(meanOf([2, 4, 4, 4, 5, 5, 7, 9].map((value) => ({ value, members: [0] }))))
    // s² = 32 / 7
    expect(error?.standardError).toBeCloseTo(Math.sqrt(32 / 7 / 8), 9)
    expect(error?.degrees).toBe(7)
  })

  it('of a weighted sum of overlapping slices is that of leaving out each row from all of them', () => {
    fc.assert(
      fc.property(rows, fc.constantFrom<number[]>([0.5, 0.5], [0.9, 0.1], [1, 0]), (all, weights) => {
        const score = (some: readonly Row[]) =>
          weights.reduce((sum, weight, slice) => {
            const own = some.filter(({ members }) => members.includes(slice))
            return weight === 0 ? sum : sum + (weight * own.reduce((total, { value }) => total + value, 0)) / own.length
          }, 0)
        const concerned = all.filter(({ members }) => members.some((slice) => weights[slice] !== 0))
        const without = concerned.map((_, left) => score(concerned.filter((_, index) => index !== left)))
        const mean = without.reduce((sum, value) => sum + value, 0) / without.length
        const spread = without.reduce((sum, value) => sum + (value - mean) ** 2, 0)
        const exact = Math.sqrt(((without.length - 1) / without.length) * spread)
        const found = standardError(meanOf(all), weights)?.standardError ?? Number.NaN
        // A row's influence is its change up to terms of 1 / n of the smaller slice.
        const fewest = Math.min(...[0, 1].map((slice) => all.filter(({ members }) => members.includes(slice)).length))
        expect(Math.abs(found - exact)).toBeLessThanOrEqual((1.5 / fewest) * exact + 1e-9)
      }),
    )
  })

  it('of two copies of one slice is that of one', () => {
    const estimates = meanOf([1, 2, 4, 8].map((value) => ({ value, members: [0, 1] })))
    expect(standardError(estimates, [0.5, 0.5])?.standardError).toBeCloseTo(sliceErrors(estimates)[0]?.standardError ?? 0, 9)
  })

  it('of disjoint slices adds their variances', () => {
    const estimates = meanOf([1, 2, 4, 8, 1, 1, 5, 9].map((value, index) => ({ value, members: [index < 4 ? 0 : 1] })))
    const [a, b] = sliceErrors(estimates).map((error) => error?.standardError ?? 0)
    expect(standardError(estimates, [0.6, 0.4])?.standardError).toBeCloseTo(Math.hypot(0.6 * (a ?? 0), 0.4 * (b ?? 0)), 9)
  })

  it('is 0 where replicates differ from the value by what rounding makes of them', () => {
    const replicates = new Map([0, 1, 2, 3].map((bucket) => [bucket, 0.49 + (bucket % 2) * 1.1e-16]))
    const estimates: Estimates = { values: [0.49], replicates: { kind: 'buckets', slices: [replicates] } }
    expect(sliceErrors(estimates)[0]?.standardError).toBe(0)
    expect(standardError(estimates, [1])?.standardError).toBe(0)
  })

  it('is not known of one row, and 0 of equal rows', () => {
    expect(sliceErrors(meanOf([{ value: 3, members: [0] }]))[0]).toBeNull()
    expect(sliceErrors(meanOf([3, 3, 3].map((value) => ({ value, members: [0] }))))[0]?.standardError).toBe(0)
  })
})

describe('additive statistics', () => {
  it('of a union are the sum of those of its parts, whichever way they are put together', () => {
    fc.assert(
      fc.property(rows, fc.nat(), (all, cut) => {
        const groups = groupsOf(all)
        const at = cut % (groups.length + 1)
        const of = (some: readonly Group[]) => partsOf(some, MEAN, () => 0).map((parts) => parts.get(0) ?? emptyPart(MEAN))
        const [whole, first, second] = [of(groups), of(groups.slice(0, at)), of(groups.slice(at))]
        for (const [slice, part] of whole.entries()) {
          expect(mergeParts(first[slice] ?? emptyPart(MEAN), second[slice] ?? emptyPart(MEAN))).toEqual(part)
        }
      }),
    )
  })

  it('with one bucket left out are those of the other rows', () => {
    fc.assert(
      fc.property(rows, (all) => {
        const { replicates } = estimateBuckets(groupsOf(all), MEAN, ({ sums: [sum = 0, count = 0] }) => sum / count)
        const found = replicates?.kind === 'buckets' ? replicates.slices : []
        for (const [slice, ofSlice] of found.entries()) {
          for (const [left, value] of ofSlice) {
            const others = all.filter(({ members }, index) => index !== left && members.includes(slice))
            expect(value).toBeCloseTo(others.reduce((sum, other) => sum + other.value, 0) / others.length, 9)
          }
        }
      }),
    )
  })
})
