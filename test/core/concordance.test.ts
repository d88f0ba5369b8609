// Expected numbers: every pair of a positive and a negative row, compared one by one.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createConcordance } from '../../src/core/concordance.js'
import type { Pairs } from '../../src/core/metric.js'

const SLICES = 3
const BUCKETS = 4
const MEMBERS = [[0], [1], [0, 1], [0, 1, 2], []]

const row = fc.record({
  key: fc.integer({ min: 0, max: 9 }),
  isPositive: fc.boolean(),
  bucket: fc.integer({ min: 0, max: BUCKETS - 1 }),
  weight: fc.integer({ min: 1, max: 5 }),
  cell: fc.integer({ min: 0, max: MEMBERS.length - 1 }),
})
type Row = typeof row extends fc.Arbitrary<infer T> ? T : never

/** Rows in order, in batches that may cut through a tie. */
const batches = fc.array(fc.array(row, { maxLength: 12 }), { minLength: 1, maxLength: 5 }).map((parts) => {
  const sorted = parts.flat().sort((a, b) => b.key - a.key)
  let from = 0
  return parts.map(({ length }) => {
    const batch = sorted.slice(from, from + length)
    from += length
    return batch
  })
})

describe('concordance', () => {
  it('counts the pairs of every slice, ties half, however the rows come in batches', () => {
    fc.assert(
      fc.property(batches, (parts) => {
        const counted = count(parts)
        for (let slice = 0; slice < SLICES; slice++) expect(counted.pairs(slice)).toEqual(naive(parts.flat(), slice, null))
      }),
    )
  })

  it('without a jackknife group, has the pairs of the other rows', () => {
    fc.assert(
      fc.property(batches, (parts) => {
        const counted = count(parts)
        for (let slice = 0; slice < SLICES; slice++) {
          const used = new Set(parts.flat().flatMap(({ cell, bucket }) => (MEMBERS[cell]?.includes(slice) ? [bucket] : [])))
          const expected = new Map([...used].map((bucket) => [bucket, naive(parts.flat(), slice, bucket)]))
          expect(counted.replicates(slice)).toEqual(expected)
        }
      }),
    )
  })
})

function count(parts: readonly (readonly Row[])[]) {
  const concordance = createConcordance(SLICES, BUCKETS)
  for (const rows of parts) {
    concordance.rows({
      count: rows.length,
      keys: Float64Array.from(rows, ({ key }) => key),
      places: Uint8Array.from(rows, ({ bucket, isPositive }) => 2 * bucket + (isPositive ? 0 : 1)),
      weights: Float64Array.from(rows, ({ weight }) => weight),
      cells: Int32Array.from(rows, ({ cell }) => cell),
      members: MEMBERS.map((slices) => Int32Array.from(slices)),
    })
  }
  concordance.end()
  return concordance
}

function naive(rows: readonly Row[], slice: number, without: number | null): Pairs {
  const own = rows.filter(({ cell, bucket }) => MEMBERS[cell]?.includes(slice) === true && bucket !== without)
  const sum = (some: readonly Row[]) => some.reduce((total, { weight }) => total + weight, 0)
  let concordant = 0
  for (const positive of own.filter(({ isPositive }) => isPositive)) {
    for (const negative of own.filter(({ isPositive }) => !isPositive)) {
      const share = positive.key > negative.key ? 1 : positive.key === negative.key ? 1 / 2 : 0
      concordant += share * positive.weight * negative.weight
    }
  }
  return {
    concordant,
    positive: sum(own.filter(({ isPositive }) => isPositive)),
    negative: sum(own.filter((one) => !one.isPositive)),
  }
}
