import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type OnEmptySlice, weigh, weightedScore } from '../../src/core/score.js'

interface Slice {
  readonly name: string
  readonly weight: number
  readonly value: number | null
  readonly rows: number
}

function slice(name: string, weight: number, value: number | null, rows = 100): Slice {
  return { name, weight, value, rows }
}

function scoreOf(slices: readonly Slice[], onEmptySlice: OnEmptySlice, stored: Readonly<Record<string, number>> = {}) {
  const known = Object.entries(stored).map(([name, score]) => [name, { score, standardError: null }] as const)
  const weighting = weigh(slices, onEmptySlice, new Map(known))
  const estimates = { values: slices.map(({ value }) => value), replicates: null }
  return { ...weighting, score: weightedScore(estimates, weighting, 0.95).value }
}

describe('weightedScore', () => {
  it('is Σ weight × value', () => {
    expect(scoreOf([slice('a', 0.6, 0.8), slice('b', 0.4, 0.85)], 'fail').score).toBe(0.82)
  })

  it('is undefined as soon as one slice with weight is', () => {
    expect(scoreOf([slice('a', 0.6, 0.8), slice('b', 0.4, null)], 'fail').score).toBeNull()
  })

  it('does not need the value of a slice of weight 0', () => {
    expect(scoreOf([slice('a', 1, 0.8), slice('watched', 0, null)], 'fail').score).toBe(0.8)
  })

  it('fail: an empty slice gives no score', () => {
    expect(scoreOf([slice('a', 0.6, 0.8), slice('b', 0.4, null, 0)], 'fail').score).toBeNull()
  })

  it('skip: the weight of an empty slice goes to the others in proportion, and it is told', () => {
    const { score, weights, skipped } = scoreOf([slice('a', 0.6, 0.8), slice('b', 0.2, 0.9), slice('c', 0.2, null, 0)], 'skip')
    expect(score).toBe(0.825)
    expect(weights.map((weight) => Number(weight.toPrecision(12)))).toEqual([0.75, 0.25, 0])
    expect(skipped).toEqual([2])
  })

  it('skip: a slice that has rows but no value still gives no score', () => {
    expect(scoreOf([slice('a', 0.6, 0.8), slice('b', 0.4, null, 10)], 'skip').score).toBeNull()
  })

  it('skip: with every slice empty there is no score, rather than 0', () => {
    expect(scoreOf([slice('a', 1, null, 0)], 'skip').score).toBeNull()
  })

  it('production: the stored score of an empty slice stands in; without one there is no score', () => {
    const slices = [slice('a', 0.6, 0.8), slice('b', 0.4, null, 0)]
    expect(scoreOf(slices, 'production', { b: 0.5 }).score).toBe(0.68)
    expect(scoreOf(slices, 'production', { other: 0.5 }).score).toBeNull()
    expect(scoreOf([slice('a', 0.6, 0.8), slice('b', 0.4, null, 10)], 'production', { b: 0.5 }).score).toBeNull()
  })

  it('lies between the least and the greatest slice value', () => {
    const part = fc.record({ weight: fc.integer({ min: 1, max: 9 }), value: fc.double({ min: 0, max: 1, noNaN: true }) })
    fc.assert(
      fc.property(fc.array(part, { minLength: 1 }), (parts) => {
        const total = parts.reduce((sum, { weight }) => sum + weight, 0)
        const slices = parts.map(({ weight, value }, index) => slice(String(index), weight / total, value))
        const { score } = scoreOf(slices, 'fail')
        expect(score).toBeGreaterThanOrEqual(Math.min(...parts.map(({ value }) => value)) - 1e-11)
        expect(score).toBeLessThanOrEqual(Math.max(...parts.map(({ value }) => value)) + 1e-11)
      }),
    )
  })
})
