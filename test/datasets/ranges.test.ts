import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ByteRange } from '../../src/core/data-source.js'
import { covers, intersect, mergeNear, normalise, overlapping, split, subtract, totalBytes } from '../../src/datasets/ranges.js'

const range = fc.tuple(fc.nat(60), fc.nat(12)).map(([start, length]) => ({ start, end: start + length }))
const ranges = fc.array(range, { maxLength: 10 })

/** Which bytes ranges hold, the slow and obvious way. */
function bytesOf(list: readonly ByteRange[]): Set<number> {
  return new Set(list.flatMap(({ start, end }) => Array.from({ length: end - start }, (_, index) => start + index)))
}

function sameBytes(list: readonly ByteRange[], bytes: Iterable<number>): void {
  expect([...bytesOf(list)].sort((a, b) => a - b)).toEqual([...bytes].sort((a, b) => a - b))
}

function expectAscendingAndApart(list: readonly ByteRange[]): void {
  for (const [index, { start, end }] of list.entries()) {
    expect(start).toBeLessThan(end)
    expect(start).toBeGreaterThan(list[index - 1]?.end ?? -1)
  }
}

describe('byte ranges', () => {
  it('normalise keeps each byte, in ranges that ascend and do not touch, and twice is once', () => {
    fc.assert(
      fc.property(ranges, (list) => {
        const normal = normalise(list)
        sameBytes(normal, bytesOf(list))
        expectAscendingAndApart(normal)
        expect(normalise(normal)).toEqual(normal)
        expect(totalBytes(list)).toBe(bytesOf(list).size)
      }),
    )
  })

  it('subtract and intersect are those of sets, and their results are normal', () => {
    fc.assert(
      fc.property(ranges, ranges, (a, b) => {
        const [inA, inB] = [bytesOf(a), bytesOf(b)]
        sameBytes(
          subtract(a, b),
          [...inA].filter((byte) => !inB.has(byte)),
        )
        sameBytes(
          intersect(a, b),
          [...inA].filter((byte) => inB.has(byte)),
        )
        expectAscendingAndApart(subtract(a, b))
        expectAscendingAndApart(intersect(a, b))
      }),
    )
  })

  it('covers tells whether each byte is there', () => {
    fc.assert(
      fc.property(ranges, ranges, (a, b) => {
        expect(covers(a, b)).toBe([...bytesOf(b)].every((byte) => bytesOf(a).has(byte)))
        expect(covers([...a, ...b], b)).toBe(true)
      }),
    )
  })

  it('overlapping are those that share a byte', () => {
    fc.assert(
      fc.property(ranges, range, (list, one) => {
        const whole = list.filter(({ start, end }) => start < end)
        const sharing = whole.filter((each) => [...bytesOf([each])].some((byte) => bytesOf([one]).has(byte)))
        if (one.start < one.end) expect(overlapping(whole, one)).toEqual(sharing)
      }),
    )
  })

  it('mergeNear loses no byte, adds at most the waste, closes no gap that is too large, and never adds ranges', () => {
    fc.assert(
      fc.property(ranges, fc.nat(8), fc.nat(30), (list, gap, waste) => {
        const merged = mergeNear(list, { gap, waste })
        expectAscendingAndApart(merged)
        expect(covers(merged, list)).toBe(true)
        const closed = subtract(merged, list)
        expect(totalBytes(merged)).toBe(totalBytes(list) + totalBytes(closed))
        expect(totalBytes(closed)).toBeLessThanOrEqual(waste)
        for (const { start, end } of closed) expect(end - start).toBeLessThanOrEqual(gap)
        expect(merged.length).toBe(normalise(list).length - closed.length)
      }),
    )
  })

  it('mergeNear closes the smallest gaps first: no gap that stays open is smaller than one that was closed', () => {
    fc.assert(
      fc.property(ranges, fc.nat(8), fc.nat(30), (list, gap, waste) => {
        const merged = mergeNear(list, { gap, waste })
        const widths = (holes: readonly ByteRange[]) => holes.map(({ start, end }) => end - start)
        const closed = widths(subtract(merged, list))
        const open = widths(merged.slice(1).map(({ start }, index) => ({ start: merged[index]?.end ?? start, end: start })))
        expect(Math.max(0, ...closed)).toBeLessThanOrEqual(Math.min(Number.POSITIVE_INFINITY, ...open))
      }),
    )
  })

  it('mergeNear closes only gaps that are all within some ranges, where these are given', () => {
    fc.assert(
      fc.property(ranges, ranges, fc.nat(8), (list, within, gap) => {
        const closed = subtract(mergeNear(list, { gap, waste: 1e9, within }), list)
        expect(covers(within, closed)).toBe(true)
        const all = subtract(mergeNear(list, { gap, waste: 1e9 }), list)
        expect(closed).toEqual(all.filter((hole) => covers(within, [hole])))
      }),
    )
  })

  it('mergeNear closes gaps of up to 1 MiB unless told otherwise', () => {
    const apart = (gap: number) => [
      { start: 0, end: 10 },
      { start: 10 + gap, end: 20 + gap },
    ]
    expect(mergeNear(apart(1_048_576), { waste: 1e9 })).toHaveLength(1)
    expect(mergeNear(apart(1_048_577), { waste: 1e9 })).toHaveLength(2)
  })

  it('split cuts into adjoining parts of at most so many bytes, as few as possible, about equal', () => {
    fc.assert(
      fc.property(ranges, fc.integer({ min: 1, max: 9 }), (list, most) => {
        const parts = split(list, most)
        expect(normalise(parts)).toEqual(normalise(list))
        expect(parts.reduce((total, { start, end }) => total + end - start, 0)).toBe(totalBytes(list))
        for (const { start, end } of parts) {
          expect(end - start).toBeGreaterThan(0)
          expect(end - start).toBeLessThanOrEqual(most)
        }
        const fewest = normalise(list).map(({ start, end }) => Math.ceil((end - start) / most))
        expect(parts).toHaveLength(fewest.reduce((total, count) => total + count, 0))
      }),
    )
  })
})
