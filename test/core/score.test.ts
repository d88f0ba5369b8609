import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type SliceValue, weightedScore } from '../../src/core/score.js'

function slice(name: string, weight: number, value: number | null, rows = 100): SliceValue {
  return { name, where: null, weight, rows, value }
}

describe('weightedScore', () => {
  it('is Σ weight × value, with each part as contribution', () => {
    const { score, slices } = weightedScore([slice('a', 0.6, 0.8), slice('b', 0.4, 0.85)], 'fail')
    expect(score).toBe(0.82)
    expect(slices.map((each) => each.contribution)).toEqual([0.48, 0.34])
  })

  it('is undefined as soon as one slice with weight is', () => {
    expect(weightedScore([slice('a', 0.6, 0.8), slice('b', 0.4, null)], 'fail').score).toBeNull()
  })

  it('does not need the value of a slice of weight 0', () => {
    expect(weightedScore([slice('a', 1, 0.8), slice('watched', 0, null)], 'fail').score).toBe(0.8)
  })

  it('fail: an empty slice gives no score', () => {
    expect(weightedScore([slice('a', 0.6, 0.8), slice('b', 0.4, null, 0)], 'fail').score).toBeNull()
  })

  it('skip: the weight of an empty slice goes to the others in proportion, and its name is reported', () => {
    const { score, slices, skipped } = weightedScore(
      [slice('a', 0.6, 0.8), slice('b', 0.2, 0.9), slice('c', 0.2, null, 0)],
      'skip',
    )
    expect(score).toBe(0.825)
    expect(slices.map((each) => each.weight)).toEqual([0.75, 0.25, 0])
    expect(skipped).toEqual(['c'])
  })

  it('skip: a slice that has rows but no value still gives no score', () => {
    expect(weightedScore([slice('a', 0.6, 0.8), slice('b', 0.4, null, 10)], 'skip').score).toBeNull()
  })

  it('skip: with every slice empty there is no score, rather than 0', () => {
    expect(weightedScore([slice('a', 1, null, 0)], 'skip').score).toBeNull()
  })

  it('lies between the least and the greatest slice value', () => {
    const values = fc.array(
      fc.record({ weight: fc.integer({ min: 1, max: 9 }), value: fc.double({ min: 0, max: 1, noNaN: true }) }),
      {
        minLength: 1,
      },
    )
    fc.assert(
      fc.property(values, (parts) => {
        const total = parts.reduce((sum, part) => sum + part.weight, 0)
        const { score } = weightedScore(
          parts.map((part, index) => slice(String(index), part.weight / total, part.value)),
          'fail',
        )
        expect(score).toBeGreaterThanOrEqual(Math.min(...parts.map((part) => part.value)) - 1e-11)
        expect(score).toBeLessThanOrEqual(Math.max(...parts.map((part) => part.value)) + 1e-11)
      }),
    )
  })
})
