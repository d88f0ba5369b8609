import { clockAt, dayOf, dayRange, firstMoment } from './time-zone.js'

/** Hours of every day, in minutes since its midnight. Those that end at or before their begin end on the next day. */
export interface QuietHours {
  readonly from: number
  readonly to: number
}

/** Days `YYYY-MM-DD`, both included. */
export interface QuietDays {
  readonly from: string
  readonly to: string
}

/** When no training starts, by the clocks of the model's time zone. */
export interface QuietTimes {
  readonly hours: readonly QuietHours[]
  readonly days: readonly QuietDays[]
}

export interface Quiet {
  /** The first moment that is not quiet, in milliseconds since 1970 UTC. */
  readonly until: number
  /** The hours or days that the moment lies in, for people. */
  readonly because: string
}

/** Whether a moment is quiet; null = it is not. Ends where hours and days follow one another only after the last. */
export function quietAt(time: number, times: QuietTimes, zone: string): Quiet | null {
  const first = spellAt(time, times, zone)
  if (first === null) return null
  let { until } = first
  for (let next = spellAt(until, times, zone); next !== null; next = spellAt(until, times, zone)) until = next.until
  return { until, because: first.because }
}

/** Whether hours leave no minute of a day. */
export function coverDay(hours: readonly QuietHours[]): boolean {
  return Array.from({ length: DAY / MINUTE }, (_, minute) => minute).every((minute) =>
    hours.some((each) => isWithin(minute, each)),
  )
}

/** Reads `22:00-06:00`; null = it is no span of hours. */
export function parseQuietHours(text: string): QuietHours | null {
  const [, from = '', to = ''] = /^(\d{2}:\d{2})\s*-\s*(\d{2}:\d{2})$/.exec(text) ?? []
  const [begin, end] = [minuteOf(from), minuteOf(to)]
  if (begin === null || end === null || begin === end || begin === DAY / MINUTE) return null
  return { from: begin, to: end }
}

const MINUTE = 60_000
const DAY = 86_400_000

function spellAt(time: number, { hours, days }: QuietTimes, zone: string): Quiet | null {
  const today = dayOf(time, zone)
  const spell = days.find(({ from, to }) => from <= today && today <= to)
  if (spell !== undefined) {
    const { from, to } = spell
    return { until: dayRange(to, zone).to, because: `blackout ${from === to ? from : `from ${from} to ${to}`}` }
  }
  const clock = clockAt(time, zone)
  const minute = Math.floor((clock - Math.floor(clock / DAY) * DAY) / MINUTE)
  const found = hours.find((each) => isWithin(minute, each))
  if (found === undefined) return null
  return { until: endOf(found, time, clock, zone), because: `quiet_hours ${written(found.from)}-${written(found.to)}` }
}

function isWithin(minute: number, { from, to }: QuietHours): boolean {
  return from < to ? from <= minute && minute < to : minute >= from || minute < to
}

function endOf({ to }: QuietHours, time: number, clock: number, zone: string): number {
  const today = Math.floor(clock / DAY) * DAY + to * MINUTE
  const end = today > clock ? today : today + DAY
  const moment = firstMoment(end, zone)
  // In an hour that clocks show twice, the end may have been shown before.
  return moment > time ? moment : time + end - clock
}

function minuteOf(text: string): number | null {
  const [hour = Number.NaN, minute = Number.NaN] = text.split(':').map(Number)
  const total = hour * 60 + minute
  return minute < 60 && total <= DAY / MINUTE ? total : null
}

function written(minute: number): string {
  return [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, '0')).join(':')
}
