import { describe, expect, it } from 'vitest'
import { formatAge, formatLimit, staleness, withStaleness } from '../../src/core/freshness.js'

const DAY = 86_400_000
const ENDED = Date.parse('2026-11-11T00:00:00Z')
const AGE = { day: '2026-11-10', ended: ENDED, asked: null, maxAge: 2 * DAY }

describe('freshness', () => {
  it('data of exactly the limit is fresh, and older is not', () => {
    expect(staleness({ ...AGE, at: ENDED - 1 })).toBeNull()
    expect(staleness({ ...AGE, at: ENDED + 2 * DAY })).toBeNull()
    expect(staleness({ ...AGE, at: ENDED + 2 * DAY + 60_000 })).toBe(
      'the newest data is of 2026-11-10, which ended 2 d 1 min ago; dataset.freshness.max_age is 2d',
    )
  })

  it('in the past, it is told from the end of the day that was asked for', () => {
    expect(staleness({ ...AGE, at: ENDED + 5 * DAY, asked: '2026-11-15' })).toBe(
      'the newest data is of 2026-11-10, which ended 5 d before the end of 2026-11-15; dataset.freshness.max_age is 2d',
    )
  })

  it('a stale measurement is no verdict, whatever it would have been', () => {
    for (const verdict of ['healthy', 'suspected', 'drifted'] as const) {
      expect(withStaleness({ verdict, reasons: ['the drop of 9 % is over the limit of 5 %'] }, 'stale')).toEqual({
        verdict: 'inconclusive',
        reasons: ['stale', 'of the old data: the drop of 9 % is over the limit of 5 %'],
      })
    }
    const blind = { verdict: 'inconclusive' as const, reasons: ['slice a has no scored rows'] }
    expect(withStaleness(blind, 'stale').reasons).toEqual(['stale', 'slice a has no scored rows'])
    expect(withStaleness(blind, null)).toBe(blind)
  })

  it('times are told as people read and write them', () => {
    expect([0, 999, 61_000, 5.25 * DAY, DAY + 1, 30 * 3_600_000].map(formatAge)).toEqual([
      '0 s',
      '0 s',
      '1 min 1 s',
      '5 d 6 h',
      '1 d',
      '1 d 6 h',
    ])
    expect([2 * DAY, 36 * 3_600_000, 90 * 60_000, 1_500].map(formatLimit)).toEqual(['2d', '36h', '90m', '1.5s'])
  })
})
