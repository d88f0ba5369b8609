import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { coverDay, parseQuietHours, type QuietHours, quietAt } from '../../src/core/quiet-times.js'
import { clockAt } from '../../src/core/time-zone.js'

const hours = (...texts: string[]): QuietHours[] => texts.map((text) => parseQuietHours(text) ?? never(text))

function never(text: string): never {
  throw new Error(`${text} is no span of hours`)
}

/** When it may start again; null = at once. */
function until(at: string, zone: string, spans: readonly string[], days: readonly [string, string][] = []): string | null {
  const quiet = quietAt(Date.parse(at), { hours: hours(...spans), days: days.map(([from, to]) => ({ from, to })) }, zone)
  return quiet === null ? null : new Date(quiet.until).toISOString()
}

describe('quiet hours', () => {
  it.each([
    ['before they begin', '2026-11-15T20:59:59.999Z', null],
    ['when they begin', '2026-11-15T21:00:00Z', '2026-11-16T05:00:00.000Z'],
    ['before midnight', '2026-11-15T22:30:00Z', '2026-11-16T05:00:00.000Z'],
    ['after midnight', '2026-11-16T01:00:00Z', '2026-11-16T05:00:00.000Z'],
    ['in their last moment', '2026-11-16T04:59:59.999Z', '2026-11-16T05:00:00.000Z'],
    ['when they end', '2026-11-16T05:00:00Z', null],
  ])('cross midnight by the clocks of the zone: %s', (_, at, expected) => {
    expect(until(at, 'Europe/Berlin', ['22:00-06:00'])).toBe(expected)
  })

  // Clocks in Berlin go from 02:00 to 03:00 on 2026-03-29 at 01:00Z, and from 03:00 back to 02:00 on 2026-10-25 at 01:00Z.
  it.each([
    ['a night with 23 hours', '2026-03-28T22:00:00Z', ['22:00-06:00'], '2026-03-29T04:00:00.000Z'],
    ['a night with 25 hours', '2026-10-24T21:00:00Z', ['22:00-06:00'], '2026-10-25T05:00:00.000Z'],
    ['an end that clocks skip', '2026-03-29T00:30:00Z', ['01:00-02:30'], '2026-03-29T01:00:00.000Z'],
    ['hours that clocks skip', '2026-03-29T01:00:00Z', ['02:00-03:00'], null],
    ['an hour that comes twice, first time', '2026-10-25T00:10:00Z', ['02:00-02:30'], '2026-10-25T00:30:00.000Z'],
    ['an hour that comes twice, second time', '2026-10-25T01:10:00Z', ['02:00-02:30'], '2026-10-25T01:30:00.000Z'],
  ])('know daylight saving: %s', (_, at, spans, expected) => {
    expect(until(at, 'Europe/Berlin', spans)).toBe(expected)
  })

  it('that follow one another end after the last of them', () => {
    expect(until('2026-11-15T22:00:00Z', 'UTC', ['22:00-24:00', '00:00-04:00', '04:00-06:00'])).toBe('2026-11-16T06:00:00.000Z')
  })

  it('before a blackout end after it', () => {
    expect(until('2026-12-23T23:00:00Z', 'UTC', ['22:00-06:00'], [['2026-12-24', '2026-12-26']])).toBe('2026-12-27T06:00:00.000Z')
  })

  it.each(['22:00-22:00', '22:60-06:00', '24:00-06:00', '25:00-06:00', '22-6', '22:00', '', '22:00-06:00-08:00'])(
    '%j is no span of hours',
    (text) => {
      expect(parseQuietHours(text)).toBeNull()
    },
  )

  it('may not leave no minute of the day', () => {
    expect(coverDay(hours('00:00-12:00', '12:00-24:00'))).toBe(true)
    expect(coverDay(hours('22:00-12:00', '12:00-21:59'))).toBe(false)
  })

  it('end at a moment that is not quiet, and every minute before it is, in any zone', () => {
    const minute = fc.integer({ min: 0, max: 1439 })
    const span = fc.record({ from: minute, to: minute }).filter(({ from, to }) => from !== to)
    const zone = fc.constantFrom(
      'UTC',
      'Europe/Berlin',
      'America/New_York',
      'Australia/Lord_Howe',
      'Asia/Kolkata',
      'America/Sao_Paulo',
    )
    const time = fc.integer({ min: Date.parse('2015-01-01'), max: Date.parse('2028-01-01') })
    fc.assert(
      fc.property(fc.array(span, { minLength: 1, maxLength: 3 }), zone, time, (spans, name, at) => {
        fc.pre(!coverDay(spans))
        const times = { hours: spans, days: [] }
        const quiet = quietAt(at, times, name)
        if (quiet === null) return
        expect(quiet.until).toBeGreaterThan(at)
        expect(quietAt(quiet.until, times, name)).toBeNull()
        expect(quietAt(quiet.until - 1, times, name)).not.toBeNull()
        const middle = at + Math.floor((quiet.until - at) / 2)
        const shown = new Date(clockAt(middle, name))
        const clock = shown.getUTCHours() * 60 + shown.getUTCMinutes()
        expect(spans.some(({ from, to }) => (from < to ? from <= clock && clock < to : clock >= from || clock < to))).toBe(true)
      }),
      { numRuns: 300 },
    )
  })
})

describe('a blackout', () => {
  it.each([
    ['the evening before', '2026-12-23T22:59:59Z', null],
    ['its first moment', '2026-12-23T23:00:00Z', '2026-12-26T23:00:00.000Z'],
    ['its last day', '2026-12-26T12:00:00Z', '2026-12-26T23:00:00.000Z'],
    ['after it', '2026-12-26T23:00:00Z', null],
  ])('is of days of the zone: %s', (_, at, expected) => {
    expect(until(at, 'Europe/Berlin', [], [['2026-12-24', '2026-12-26']])).toBe(expected)
  })

  it('says which days they are', () => {
    const days = [{ from: '2026-12-24', to: '2026-12-24' }]
    expect(quietAt(Date.parse('2026-12-24T12:00:00Z'), { hours: [], days }, 'UTC')?.because).toBe('blackout 2026-12-24')
  })
})
