import { EARLIEST, type TimeRange } from '../../core/data-source.js'
import { knownError } from '../../core/errors.js'
import type { Column, EngineInput } from '../../core/ports.js'
import { identifier, literal } from '../../core/sql.js'
import { typeOf } from '../sql/columns.js'
import type { Connection } from './connection.js'
import { findColumn } from './file-table.js'

/** Whether a type can tell when a row happened. */
export function isTime(type: string): boolean {
  return /^(DATE|TIMESTAMP.*)$/.test(type)
}

/** Columns that tell when a row of the dataset happened. */
export function timeColumns({ time = null, timestamp = null }: EngineInput): string[] {
  return [timestamp, time?.column ?? null].filter((name) => name !== null)
}

/** SQL of whether a row is of the time that is asked for. Refuses columns that do not tell when a row happened. */
export async function timeConditions(input: EngineInput, columns: readonly Column[], connection: Connection): Promise<string[]> {
  for (const name of timeColumns(input)) requireTime(name, columns)
  const { time = null, timezone = 'UTC' } = input
  return time === null ? [] : await conditionsOfTime(time, typeOf(time.column, columns) ?? '', timezone, connection)
}

function requireTime(name: string, columns: readonly Column[]): void {
  const { type } = findColumn(name, columns, 'the dataset')
  if (isTime(type)) return
  throw knownError('data', `column "${name}" has type ${type}, but the timestamp must be a timestamp or a date`, {
    hint: 'convert the column where it is written, or name another one under dataset.columns.timestamp',
  })
}

/**
 * SQL of whether a row is of a time: plain comparisons, by which the engine passes over row groups. Timestamps
 * without a zone are taken as UTC; a date belongs by the calendar of the time zone.
 */
export async function conditionsOfTime(
  { column: name, from, to }: TimeRange,
  type: string,
  timezone: string,
  connection: Connection,
): Promise<string[]> {
  const column = identifier(name)
  const ends = type === 'DATE' ? await datesOf([from, to - 1], timezone, connection) : momentsOf([from, to], type)
  const isOpen = from <= EARLIEST
  return [...(isOpen ? [] : [`${column} >= ${ends[0]}`]), `${column} ${type === 'DATE' ? '<=' : '<'} ${ends[1]}`]
}

async function datesOf(moments: readonly number[], timezone: string, connection: Connection): Promise<string[]> {
  const list = moments.map((time) => `CAST(timezone(${literal(timezone)}, make_timestamptz(${micros(time)})) AS DATE)`)
  const [row = []] = await connection.rows(`SELECT ${list.map((date) => `CAST(${date} AS VARCHAR)`).join(', ')}`)
  return row.map((date) => `CAST(${literal(String(date))} AS DATE)`)
}

/** Nanoseconds of 64 bits end in 1677 and 2262. */
const FARTHEST_NS = 9.2e12

function momentsOf(moments: readonly number[], type: string): string[] {
  const within = (time: number) => (type === 'TIMESTAMP_NS' ? Math.max(-FARTHEST_NS, Math.min(FARTHEST_NS, time)) : time)
  // A cast of the constant, not of the column: that would be compared row by row.
  return moments.map((time) => `CAST(make_timestamp(${micros(within(time))}) AS ${type})`)
}

function micros(milliseconds: number): bigint {
  return BigInt(Math.round(milliseconds)) * 1000n
}
