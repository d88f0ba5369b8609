import type { Config } from '../config/load.js'
import type { ModelConfig } from '../config/schema.js'
import { addDays, daysFromTo, daysUpTo } from '../core/calendar.js'
import { EARLIEST, type TimeRange } from '../core/data-source.js'
import { dayOf, dayRange } from '../core/time-zone.js'
import { hasDate } from '../datasets/template.js'
import type { Window } from '../datasets/window.js'
import type { RunOptions } from './pull.js'

type Asked = Pick<RunOptions, 'date' | 'span'>

/** Days of a dataset; `from` is null where it begins with its oldest row. */
export interface RowDays {
  readonly from: string | null
  readonly to: string
}

/** The time zone of a model's days. */
export function zoneOf({ dataset }: ModelConfig, { defaults }: Config): string {
  return dataset.timezone ?? defaults.timezone ?? 'UTC'
}

/** Which daily partitions a run takes, where the source names days. */
export function windowOf(model: ModelConfig, config: Config, { date, span }: Asked, now: Date): Window {
  const { latest, window = 1, lag } = model.dataset
  if (span !== null) return { dates: daysFromTo(span.from, span.to) }
  if (latest !== undefined) return { latest, upTo: date ?? (lag === undefined ? null : lastDay(model, config, now)) }
  return { dates: daysUpTo(date ?? lastDay(model, config, now), window) }
}

/** Which days' rows a run takes, where their timestamp tells the day and not the source; null = rows are not chosen by time. */
export function rowDaysOf(model: ModelConfig, config: Config, { date, span }: Asked, now: Date): RowDays | null {
  const { columns, window, lag } = model.dataset
  if (columns.timestamp === undefined || namesDays(model)) return null
  if (span !== null) return span
  if (window === undefined && lag === undefined && date === null) return null
  const to = date ?? lastDay(model, config, now)
  return { from: window === undefined ? null : addDays(to, 1 - window), to }
}

/** The time of these rows, by the midnights of the model's time zone; null = all rows. */
export function timeRangeOf(model: ModelConfig, config: Config, asked: Asked, now: Date): TimeRange | null {
  const days = rowDaysOf(model, config, asked, now)
  const { timestamp: column } = model.dataset.columns
  if (days === null || column === undefined) return null
  const zone = zoneOf(model, config)
  const from = days.from === null ? EARLIEST : dayRange(days.from, zone).from
  return { column, from, to: dayRange(days.to, zone).to }
}

/** Whether a run can tell days at all, from the source or from a column. */
export function knowsDays(model: ModelConfig): boolean {
  return namesDays(model) || model.dataset.columns.timestamp !== undefined
}

/** The last day that enters where none is asked for. */
function lastDay(model: ModelConfig, config: Config, now: Date): string {
  return addDays(dayOf(now.getTime(), zoneOf(model, config)), -(model.dataset.lag ?? 0))
}

function namesDays({ dataset }: ModelConfig): boolean {
  return [dataset.source].flat().some(hasDate)
}
