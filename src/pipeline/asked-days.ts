import { countDays, isCalendarDate } from '../core/calendar.js'
import { knownError } from '../core/errors.js'
import type { RunOptions } from './pull.js'

/** A listing per day is what a span may cost. */
const MAX_DAYS = 3660

/**
 * The days that flags, or options of the library, ask for. Refuses what contradicts itself. `dash` = what their names
 * begin with.
 */
export function askedDays(
  { date, from, to }: { readonly [option in 'date' | 'from' | 'to']: string | null },
  dash: '--' | '',
): Pick<RunOptions, 'date' | 'span'> {
  for (const [option, day] of Object.entries({ date, from, to })) {
    if (day === null || isCalendarDate(day)) continue
    throw knownError('usage', `${dash}${option} ${day} is no day`, { hint: 'write a day as YYYY-MM-DD' })
  }
  if ((from === null) !== (to === null)) {
    throw knownError('usage', `${dash}from and ${dash}to belong together`, { hint: 'give the first and the last day' })
  }
  if (from === null || to === null) return { date, span: null }
  if (date !== null) {
    throw knownError('usage', `${dash}date and ${dash}from/${dash}to exclude each other`, { hint: 'give one of them' })
  }
  if (from > to) throw knownError('usage', `${dash}from ${from} is after ${dash}to ${to}`, { hint: 'give the first day first' })
  const days = countDays(from, to)
  if (days > MAX_DAYS) {
    throw knownError('usage', `${dash}from ${from} ${dash}to ${to} are ${days} days, ${MAX_DAYS} are the most`)
  }
  return { date, span: { from, to } }
}
