/** Which daily partitions belong to the dataset. */
export type Window =
  /** That many days up to and with the date. */
  | { readonly days: number }
  /** The newest partitions that exist, up to and with the date where one is given. */
  | { readonly latest: number }
  /** Exactly these days, whether or not they exist. */
  | { readonly dates: readonly string[] }

const DAY = 86_400_000

/** The days up to and with `date`, oldest first, as `YYYY-MM-DD`. */
export function daysUpTo(date: string, days: number): string[] {
  const last = Date.parse(`${date}T00:00:00Z`)
  return Array.from({ length: days }, (_, index) => isoDate(new Date(last - (days - 1 - index) * DAY)))
}

/** The UTC day of a moment. */
export function isoDate(time: Date): string {
  return time.toISOString().slice(0, 10)
}

/** Whole days from the end of a day to a moment; negative while the day has not ended. */
export function daysSince(date: string, time: Date): number {
  return (time.getTime() - (Date.parse(`${date}T00:00:00Z`) + DAY)) / DAY
}

/** Whether a text is a day of the calendar as `YYYY-MM-DD`. */
export function isCalendarDate(text: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}
