import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decide, dropDigits, type Evidence, formatDrop } from '../../src/core/decide.js'
import type { Threshold } from '../../src/core/evaluation.js'
import { sliceResult } from '../support/slice-result.js'

const SLICE = sliceResult()

const LIMIT: Threshold = { maxDrop: 0.05, kind: 'relative' }

type Overrides = Partial<Omit<Evidence, 'production' | 'threshold'>> & {
  readonly production?: number
  readonly threshold?: Threshold
}

/** Without uncertainty: the point decides. */
function evidence({ production = 0.8, threshold = LIMIT, ...overrides }: Overrides): Evidence {
  return {
    score: 0.8,
    error: null,
    production: { score: production, standardError: null },
    direction: 'higher',
    threshold: { ...threshold, confidence: null },
    slices: [SLICE],
    minRows: 1,
    minCoverage: 0,
    confidence: 0.95,
    metric: { name: 'roc_auc', undefinedWhen: 'unless both classes occur' },
    ...overrides,
  }
}

describe('decide', () => {
  it('drifted: 0.8120 against 0.8600 is a drop of 5.58 %, over 5 %', () => {
    const { drop, verdict, reasons } = decide(evidence({ score: 0.812, production: 0.86 }))
    expect(drop).toMatchObject({ relative: 0.0558139534884, absolute: 0.048 })
    expect(verdict).toBe('drifted')
    expect(reasons).toEqual(['the drop of 5.58 % is over the limit of 5 %'])
  })

  it('a drop exactly at the limit is healthy, although 0.8 − 0.76 is not exactly 0.04 in binary', () => {
    const { verdict, reasons } = decide(evidence({ score: 0.76, production: 0.8 }))
    expect(verdict).toBe('healthy')
    expect(reasons).toEqual(['the drop of 5.00 % is exactly at the limit of 5 %'])
  })

  it('at the limit stays healthy although subtracting large numbers leaves noise, and full-precision production scores', () => {
    const absolute = { maxDrop: 0.1, kind: 'absolute' } as const
    const large = decide(evidence({ score: 100_000.1, production: 100_000, direction: 'lower', threshold: absolute }))
    expect(large).toMatchObject({ verdict: 'healthy', drop: { absolute: 0.1 } })
    const same = decide(evidence({ score: 0.333333333333, production: 1 / 3, threshold: { maxDrop: 0, kind: 'relative' } }))
    expect(same).toMatchObject({ verdict: 'healthy', drop: { relative: 0, absolute: 0 } })
  })

  it('the 11th significant digit beyond the limit is drift', () => {
    expect(decide(evidence({ score: 0.76 - 1e-10, production: 0.8 })).verdict).toBe('drifted')
  })

  it('an improvement is a negative drop and healthy', () => {
    const { drop, verdict, reasons } = decide(evidence({ score: 0.9, production: 0.8 }))
    expect(drop.relative).toBe(-0.125)
    expect(verdict).toBe('healthy')
    expect(reasons).toEqual(['the score is 12.50 % better than production'])
  })

  it('a metric where lower is better drifts upward', () => {
    const worse = decide(evidence({ score: 12, production: 10, direction: 'lower' }))
    expect(worse.drop).toMatchObject({ relative: 0.2, absolute: 2 })
    expect(worse.verdict).toBe('drifted')
    expect(decide(evidence({ score: 8, production: 10, direction: 'lower' })).verdict).toBe('healthy')
  })

  it('a relative drop divides by the absolute value of a negative production score', () => {
    const { drop, verdict } = decide(evidence({ score: -0.6, production: -0.5 }))
    expect(drop).toMatchObject({ relative: 0.2, absolute: 0.1 })
    expect(verdict).toBe('drifted')
  })

  it('an absolute limit works with a production score of 0', () => {
    const { drop, verdict } = decide(evidence({ score: -0.1, production: 0, threshold: { maxDrop: 0.05, kind: 'absolute' } }))
    expect(drop).toMatchObject({ relative: null, absolute: 0.1 })
    expect(verdict).toBe('drifted')
  })

  it('an undefined slice makes it inconclusive and names slice, metric and why', () => {
    const { drop, verdict, reasons } = decide(evidence({ score: null, slices: [{ ...SLICE, value: null, contribution: null }] }))
    expect(drop).toEqual({ relative: null, absolute: null, standardError: null, interval: null })
    expect(verdict).toBe('inconclusive')
    expect(reasons).toEqual(['slice all has no roc_auc: undefined unless both classes occur'])
  })

  it('a slice without rows says so', () => {
    const { reasons } = decide(evidence({ score: null, slices: [{ ...SLICE, rows: 0, value: null }] }))
    expect(reasons).toEqual(['slice all has no scored rows'])
  })

  it('fewer rows than min_rows give no verdict, even when the score has clearly dropped', () => {
    const { drop, verdict, reasons } = decide(evidence({ score: 0.1, slices: [{ ...SLICE, rows: 199 }], minRows: 200 }))
    expect(verdict).toBe('inconclusive')
    expect(drop.relative).toBe(0.875)
    expect(reasons).toEqual(['slice all has 199 scored rows, min_rows is 200'])
  })

  it('a slice of weight 0 can’t make it inconclusive', () => {
    const idle = { ...SLICE, name: 'watched', weight: 0, rows: 0, value: null, contribution: null }
    expect(decide(evidence({ slices: [SLICE, idle] })).verdict).toBe('healthy')
  })

  it('scaling score, production and absolute limit by a power of two never changes the verdict', () => {
    const number = fc.double({ min: -100, max: 100, noNaN: true })
    fc.assert(
      fc.property(number, number, fc.double({ min: 0, max: 10, noNaN: true }), (score, production, maxDrop) => {
        const once = decide(evidence({ score, production, threshold: { maxDrop, kind: 'absolute' } }))
        const scaled = decide(
          evidence({ score: score * 4, production: production * 4, threshold: { maxDrop: maxDrop * 4, kind: 'absolute' } }),
        )
        expect(scaled.verdict).toBe(once.verdict)
      }),
    )
  })
})

const SURE = { maxDrop: 0.05, kind: 'relative', confidence: 0.95 } as const

/** Evidence with standard errors of score and production score. */
function measured(score: number, own: number, stored: number | null = null, degrees = 1e9): Evidence {
  const production = { score: 0.8, standardError: stored }
  return { ...evidence({ score, error: { standardError: own, degrees } }), production, threshold: SURE }
}

describe('decide, with confidence', () => {
  // 1.959963984540054 = the 0.975 quantile of the normal distribution (scipy.stats.norm.ppf).
  it('gives the drop its interval: the score’s standard error over |production|', () => {
    const { drop } = decide(measured(0.72, 0.008))
    expect(drop.relative).toBe(0.1)
    expect(drop.standardError).toBe(0.01)
    expect(drop.interval?.map((end) => end.toFixed(8))).toEqual(['0.08040036', '0.11959964'])
  })

  it('is drifted only when the whole interval is beyond the limit, else suspected', () => {
    expect(decide(measured(0.72, 0.008)).verdict).toBe('drifted')
    const { verdict, reasons } = decide(measured(0.72, 0.024))
    expect(verdict).toBe('suspected')
    expect(reasons).toEqual([
      'the drop of 10.00 % is over the limit of 5 %',
      'its 95 % interval, 4.12 % to 15.88 %, reaches back within the limit',
    ])
    expect(decide(measured(0.78, 0.2)).verdict).toBe('healthy')
  })

  it('few rows widen the interval: with 4 degrees of freedom it takes 2.776 standard errors', () => {
    // scipy.stats.t.ppf(0.975, 4) = 2.7764451051977934
    const [low = Number.NaN, high = Number.NaN] = decide(measured(0.72, 0.008, null, 4)).drop.interval ?? []
    expect((high - low) / 2 / 0.01).toBeCloseTo(2.7764451051977934, 9)
  })

  it('counts the production score’s own standard error: their variances add up', () => {
    // The drop 1 − s/p has the derivatives −1/p by s and s/p² by p.
    const { drop, verdict } = decide(measured(0.72, 0.008, 0.03))
    expect(drop.standardError).toBeCloseTo(Math.hypot(0.008 / 0.8, (0.72 / 0.8 ** 2) * 0.03), 6)
    expect(verdict).toBe('suspected')
  })

  it('without a standard error nothing is sure', () => {
    const { verdict, reasons } = decide({ ...measured(0.72, 0.008), error: null })
    expect(verdict).toBe('suspected')
    expect(reasons[1]).toContain("its 95 % interval can't be computed")
  })
})

describe('a printed drop', () => {
  it('keeps on its side of the limit: 5.004 % is not printed as 5.00 %', () => {
    const threshold = { maxDrop: 0.05, kind: 'relative' } as const
    expect(formatDrop(0.05004, 'relative', dropDigits(0.05004, threshold))).toBe('5.004 %')
    expect(formatDrop(0.04996, 'relative', dropDigits(0.04996, threshold))).toBe('4.996 %')
  })
})
