import { addDays } from '../core/calendar.js'
import { printable } from './numbers.js'

/** First and last day of a dataset for people; nothing where no day is known. */
export function formatSpan({ from, to }: { readonly from: string | null; readonly to: string | null }): string[] {
  if (to === null) return []
  if (from === null) return [`up to ${to}`]
  return [from === to ? from : `${from} to ${to}`]
}

/** Ascending days for people; three or more in a row as `2026-11-10 to 2026-11-14`. */
export function formatDays(days: readonly string[]): string {
  const runs: string[][] = []
  for (const day of days) {
    const run = runs.at(-1)
    const last = run?.at(-1)
    if (run !== undefined && last !== undefined && addDays(last, 1) === day) run.push(day)
    else runs.push([day])
  }
  return runs.map((run) => (run.length < 3 ? run.join(', ') : `${run[0]} to ${run.at(-1)}`)).join(', ')
}

/** A moment to the minute, in UTC: `2026-11-15 06:00Z`. */
export function formatTime(text: string): string {
  const time = new Date(text)
  return Number.isNaN(time.getTime()) ? printable(text) : `${time.toISOString().slice(0, 16).replace('T', ' ')}Z`
}
