import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decide, dropDigits, type Evidence, formatDrop } from '../../src/core/decide.js'

const SLICE = {
  name: 'all',
  where: null,
  weight: 1,
  rows: 500,
  value: 0.8,
  standardError: null,
  interval: null,
  contribution: 0.8,
}

function evidence(overrides: Partial<Evidence>): Evidence {
  return {
    score: 0.8,
    production: 0.8,
    direction: 'higher',
    threshold: { maxDrop: 0.05, kind: 'relative' },
    slices: [SLICE],
    minRows: 1,
    metric: { name: 'roc_auc', undefinedWhen: 'unless both classes occur' },
    ...overrides,
  }
}

describe('decide', () => {
  it('drifted: 0.8120 against 0.8600 is a drop of 5.58 %, over 5 %', () => {
    const { drop, verdict, reasons } = decide(evidence({ score: 0.812, production: 0.86 }))
    expect(drop).toEqual({ relative: 0.0558139534884, absolute: 0.048 })
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
    expect(worse.drop).toEqual({ relative: 0.2, absolute: 2 })
    expect(worse.verdict).toBe('drifted')
    expect(decide(evidence({ score: 8, production: 10, direction: 'lower' })).verdict).toBe('healthy')
  })

  it('a relative drop divides by the absolute value of a negative production score', () => {
    const { drop, verdict } = decide(evidence({ score: -0.6, production: -0.5 }))
    expect(drop).toEqual({ relative: 0.2, absolute: 0.1 })
    expect(verdict).toBe('drifted')
  })

  it('an absolute limit works with a production score of 0', () => {
    const { drop, verdict } = decide(evidence({ score: -0.1, production: 0, threshold: { maxDrop: 0.05, kind: 'absolute' } }))
    expect(drop).toEqual({ relative: null, absolute: 0.1 })
    expect(verdict).toBe('drifted')
  })

  it('an undefined slice makes it inconclusive and names slice, metric and why', () => {
    const { drop, verdict, reasons } = decide(evidence({ score: null, slices: [{ ...SLICE, value: null, contribution: null }] }))
    expect(drop).toEqual({ relative: null, absolute: null })
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

describe('a printed drop', () => {
  it('keeps on its side of the limit: 5.004 % is not printed as 5.00 %', () => {
    const threshold = { maxDrop: 0.05, kind: 'relative' } as const
    expect(formatDrop(0.05004, 'relative', dropDigits(0.05004, threshold))).toBe('5.004 %')
    expect(formatDrop(0.04996, 'relative', dropDigits(0.04996, threshold))).toBe('4.996 %')
  })
})
