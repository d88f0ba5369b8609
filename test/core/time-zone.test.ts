import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays } from '../../src/core/calendar.js'
import { dayOf, dayRange } from '../../src/core/time-zone.js'

const HOUR = 3_600_000

describe('a day in a time zone', () => {
  // Expected instants: the IANA time zone database, by Python's zoneinfo.
  it.each([
    ['2026-11-01', 'UTC', '2026-11-01T00:00:00.000Z', 24, 'the same as in UTC'],
    ['2026-07-01', 'Europe/Berlin', '2026-06-30T22:00:00.000Z', 24, 'summer'],
    ['2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00.000Z', 23, 'clocks go forward'],
    ['2026-10-25', 'Europe/Berlin', '2026-10-24T22:00:00.000Z', 25, 'clocks go back'],
    ['2026-03-08', 'America/New_York', '2026-03-08T05:00:00.000Z', 23, 'clocks go forward'],
    ['2026-11-01', 'America/New_York', '2026-11-01T04:00:00.000Z', 25, 'clocks go back'],
    ['2026-11-01', 'Asia/Kolkata', '2026-10-31T18:30:00.000Z', 24, 'half an hour'],
    ['2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00:00.000Z', 23, 'begins at 1 o’clock: there is no midnight'],
    ['2018-02-17', 'America/Sao_Paulo', '2018-02-17T02:00:00.000Z', 25, 'clocks go back at the midnight that ends it'],
    ['2011-12-29', 'Pacific/Apia', '2011-12-29T10:00:00.000Z', 24, 'the day before the skipped one'],
    ['2011-12-30', 'Pacific/Apia', '2011-12-30T10:00:00.000Z', 0, 'skipped: Samoa crossed the date line'],
    ['2011-12-31', 'Pacific/Apia', '2011-12-30T10:00:00.000Z', 24, 'the day after it'],
    ['2026-10-04', 'Australia/Lord_Howe', '2026-10-03T13:30:00.000Z', 23.5, 'clocks go forward by half an hour'],
    ['2009-11-01', 'America/St_Johns', '2009-11-01T02:30:00.000Z', 25, 'has its first minute twice'],
    ['1890-01-01', 'Europe/Berlin', '1889-12-31T23:06:32.000Z', 24, 'local mean time'],
  ])('%s in %s begins at %s and has %s hours: %s', (date, zone, from, hours) => {
    const range = dayRange(date, zone)
    expect(new Date(range.from).toISOString()).toBe(from)
    expect((range.to - range.from) / HOUR).toBe(hours)
  })

  it('ends where the next one begins, and clocks show it from its first moment on', () => {
    const zone = fc.constantFrom(...Intl.supportedValuesOf('timeZone'))
    const day = fc
      .date({ min: new Date('1970-01-01'), max: new Date('2037-01-01'), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10))
    fc.assert(
      fc.property(day, zone, (date, name) => {
        const { from, to } = dayRange(date, name)
        expect(dayRange(addDays(date, 1), name).from).toBe(to)
        expect(dayOf(from, name) >= date).toBe(true)
        expect(dayOf(from - 1, name) < date).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  it.each([
    ['2026-11-01T03:59:59.999Z', 'America/New_York', '2026-10-31'],
    ['2026-11-01T04:00:00Z', 'America/New_York', '2026-11-01'],
    ['2026-10-31T23:30:00Z', 'Europe/Berlin', '2026-11-01'],
    ['2011-12-30T09:59:59Z', 'Pacific/Apia', '2011-12-29'],
    ['2011-12-30T10:00:00Z', 'Pacific/Apia', '2011-12-31'],
  ])('at %s it is in %s the %s', (time, zone, day) => {
    expect(dayOf(Date.parse(time), zone)).toBe(day)
  })
})
