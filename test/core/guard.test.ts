import { describe, expect, it } from 'vitest'
import type { SliceResult } from '../../src/core/evaluation.js'
import { type GuardEvidence, guardSlices } from '../../src/core/guard.js'
import type { StandardError } from '../../src/core/standard-error.js'
import { sliceResult } from '../support/slice-result.js'

const HEALTHY = {
  drop: { relative: 0, absolute: 0, standardError: null, interval: null },
  verdict: 'healthy',
  reasons: ['the drop of 0.00 % is within the limit of 5 %'],
} as const

function slice(name: string, value: number | null, more: Partial<SliceResult> = {}): SliceResult {
  return sliceResult({ name, weight: 0.5, rows: 200, value, contribution: null, ...more })
}

function evidence(slices: readonly SliceResult[], more: Partial<GuardEvidence> = {}): GuardEvidence {
  return {
    slices,
    errors: slices.map(() => null),
    stored: slices.map(({ name }) => ({ name, score: 0.8, standardError: null, weight: null, rows: null })),
    limits: slices.map(() => ({ maxDrop: 0.1, kind: 'relative' })),
    wanted: null,
    confidence: 0.95,
    direction: 'higher',
    minRows: 1,
    minCoverage: 0,
    metric: { name: 'accuracy', undefinedWhen: 'without rows' },
    ...more,
  }
}

describe('guards', () => {
  it('have limits of their own, and a slice without one is not held against anything', () => {
    const slices = [slice('strict', 0.77), slice('lenient', 0.77), slice('free', 0.1)]
    const limits = [{ maxDrop: 0.03, kind: 'relative' } as const, { maxDrop: 0.1, kind: 'relative' } as const, null]
    const { verdict, slices: guarded } = guardSlices(evidence(slices, { limits }), HEALTHY)
    expect(verdict).toBe('drifted')
    expect(guarded.map(({ guard }) => guard?.verdict)).toEqual(['drifted', 'healthy', undefined])
  })

  it('share the probability of a false alarm: of five, each has the level 1 − 0.05 / 5', () => {
    const slices = Array.from({ length: 5 }, (_, index) => slice(`s${index}`, 0.8))
    const idle = [slice('watched', 0.8, { weight: 0 }), slice('stored', 0.8, { isProduction: true })]
    const { slices: guarded } = guardSlices(evidence([...slices, ...idle], { wanted: 0.95 }), HEALTHY)
    expect(guarded.map(({ guard }) => guard?.threshold.confidence)).toEqual([0.99, 0.99, 0.99, 0.99, 0.99, 0.99, undefined])
  })

  it('use the standard error before it is rounded for print', () => {
    const error: StandardError = { standardError: 0.0123456789, degrees: 1e9 }
    const { slices } = guardSlices(evidence([slice('a', 0.8)], { errors: [error], wanted: 0.95 }), HEALTHY)
    expect(slices[0]?.guard?.drop.standardError).toBe(0.0154321)
  })

  it('a drop exactly at the limit is healthy', () => {
    expect(guardSlices(evidence([slice('a', 0.72)]), HEALTHY).verdict).toBe('healthy')
  })

  it('without confidence the point decides, and the interval is reported all the same', () => {
    const error: StandardError = { standardError: 0.1, degrees: 99 }
    const { verdict, slices } = guardSlices(evidence([slice('a', 0.7)], { errors: [error] }), HEALTHY)
    expect(verdict).toBe('drifted')
    expect(slices[0]?.guard?.drop.interval).not.toBeNull()
    expect(slices[0]?.guard?.threshold.confidence).toBeNull()
  })

  it('a slice without value or below min_rows leaves the verdict to the decision on the sum, which says why', () => {
    const blind = [slice('a', null, { rows: 10 }), slice('b', 0.1, { rows: 10 })]
    const inconclusive = { ...HEALTHY, verdict: 'inconclusive', reasons: ['slice a has 10 scored rows'] } as const
    expect(guardSlices(evidence(blind, { minRows: 100 }), inconclusive)).toMatchObject({
      verdict: 'inconclusive',
      reasons: ['slice a has 10 scored rows'],
    })
  })

  it('flag at most at the nominal rate when nothing has changed: twenty slices, 500 times, limit 0', () => {
    const random = generator(1)
    const count = 20
    let [together, alone] = [0, 0]
    for (let run = 0; run < 500; run++) {
      const [now, before] = [measure(count, random), measure(count, random)]
      const slices = now.map(({ value }, index) => slice(`s${index}`, value, { weight: 1 / count }))
      const stored = before.map(({ value, error }, index) => ({
        name: `s${index}`,
        score: value,
        standardError: error.standardError,
        weight: null,
        rows: null,
      }))
      const given = {
        errors: now.map(({ error }) => error),
        stored,
        limits: slices.map(() => ({ maxDrop: 0, kind: 'absolute' }) as const),
      }
      if (guardSlices(evidence(slices, { ...given, wanted: 0.95 }), HEALTHY).verdict === 'drifted') together++
      // What each at the level of 0.95 would do.
      if (guardSlices(evidence(slices, { ...given, wanted: 1 - 0.05 * count }), HEALTHY).verdict === 'drifted') alone++
    }
    expect(together / 500).toBeLessThan(0.05)
    expect(alone / 500).toBeGreaterThan(0.3)
  })
})

/** Accuracies of 300 rows each, of a model that is right four times out of five, with their standard errors. */
function measure(count: number, random: () => number) {
  return Array.from({ length: count }, () => {
    const right = Array.from({ length: 300 }, () => (random() < 0.8 ? 1 : 0)).reduce<number>((sum, each) => sum + each, 0)
    const value = right / 300
    return { value, error: { standardError: Math.sqrt((value * (1 - value)) / 299), degrees: 299 } }
  })
}

/** mulberry32: the same numbers in every run. */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}
