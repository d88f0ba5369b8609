import { isoDate, midnight } from './calendar.js'

const DAY = 86_400_000

/**
 * A day `YYYY-MM-DD` in a time zone, from its first moment up to, not including, that of the next day, in
 * milliseconds since 1970 UTC. It may have 23 or 25 hours, begin later than midnight where clocks skip that, and
 * be empty where they skip the whole day.
 */
export function dayRange(date: string, zone: string): { readonly from: number; readonly to: number } {
  const wall = midnight(date)
  return { from: firstMoment(wall, zone), to: firstMoment(wall + DAY, zone) }
}

/** The day that a moment has in a time zone, `YYYY-MM-DD`. */
export function dayOf(time: number, zone: string): string {
  return isoDate(clockAt(time, zone))
}

/** What clocks of the zone show at a moment, in milliseconds as if it were UTC. */
export function clockAt(time: number, zone: string): number {
  return time + offsetAt(time, zone)
}

/** The first moment at which clocks of the zone show this, in milliseconds as if it were UTC, or, where they skip it, what comes after. */
export function firstMoment(wall: number, zone: string): number {
  const offsets = [offsetAt(wall - DAY, zone), offsetAt(wall + DAY, zone)]
  const [early, late] = [wall - Math.max(...offsets), wall - Math.min(...offsets)]
  const shown = [early, late].find((time) => time + offsetAt(time, zone) === wall)
  if (shown !== undefined) return shown
  let [before, after] = [early, late]
  while (after - before > SECOND) {
    const middle = before + Math.floor((after - before) / SECOND / 2) * SECOND
    if (middle + offsetAt(middle, zone) < wall) before = middle
    else after = middle
  }
  return after
}

/** Clocks change at whole seconds. */
const SECOND = 1_000

/** How far clocks of the zone are before UTC at a moment, in milliseconds. */
function offsetAt(time: number, zone: string): number {
  const second = Math.floor(time / SECOND) * SECOND
  const parts = new Map(
    clockOf(zone)
      .formatToParts(second)
      .map(({ type, value }) => [type, value]),
  )
  const [year = '', month, day] = (['year', 'month', 'day'] as const).map((part) => parts.get(part))
  const [hour, minute, of] = (['hour', 'minute', 'second'] as const).map((part) => parts.get(part))
  return Date.parse(`${year.padStart(4, '0')}-${month}-${day}T${hour}:${minute}:${of}Z`) - second
}

/** Formatters are slow to make. */
const CLOCKS = new Map<string, Intl.DateTimeFormat>()

function clockOf(zone: string): Intl.DateTimeFormat {
  const known = CLOCKS.get(zone)
  if (known !== undefined) return known
  const two = '2-digit'
  const clock = new Intl.DateTimeFormat('en-US-u-ca-gregory-nu-latn', {
    timeZone: zone,
    hourCycle: 'h23',
    ...({ year: 'numeric', month: two, day: two, hour: two, minute: two, second: two } as const),
  })
  CLOCKS.set(zone, clock)
  return clock
}
