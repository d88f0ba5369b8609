const DAY = 86_400_000

/** Whether a text is a day of the calendar as `YYYY-MM-DD`. Such texts sort by time. */
export function isCalendarDate(text: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? midnight(text) : Number.NaN
  return !Number.isNaN(time) && isoDate(time) === text
}

/** The day that many days later; before it where they are negative. */
export function addDays(date: string, days: number): string {
  return isoDate(midnight(date) + days * DAY)
}

/** So many days up to and with `date`, oldest first. */
export function daysUpTo(date: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => addDays(date, index + 1 - count))
}

/** All days from the first to the last, oldest first. */
export function daysFromTo(from: string, to: string): string[] {
  return daysUpTo(to, countDays(from, to))
}

/** How many days there are from the first to the last, both included. */
export function countDays(from: string, to: string): number {
  return (midnight(to) - midnight(from)) / DAY + 1
}

/** The day of the calendar that a moment has in UTC. */
export function isoDate(time: number): string {
  return new Date(time).toISOString().slice(0, 10)
}

/** The first moment of a day in UTC, in milliseconds since 1970. */
export function midnight(date: string): number {
  return Date.parse(`${date}T00:00:00Z`)
}
