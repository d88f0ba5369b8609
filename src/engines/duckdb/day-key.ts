import type { DayCounts } from '../../core/evaluation.js'
import type { EngineInput } from '../../core/ports.js'
import { identifier, literal } from '../../core/sql.js'
import type { Connection } from './connection.js'
import { columnType, type Dataset } from './dataset.js'
import type { Group } from './tally.js'

/** What rows are grouped by, so that all of a group are of one day. */
export interface DayKey {
  /** SQL of an integer. */
  readonly sql: string
  /** Sums the groups up by day, oldest first; rows without a key have no day. */
  days(groups: readonly Group[], connection: Connection): Promise<DayCounts[]>
}

/** By the day of the file or, where files have none, by the timestamp; null = no day is known. */
export function dayKey(dataset: Dataset, { timestamp = null, timezone = 'UTC' }: EngineInput): DayKey | null {
  const { files, fileIndex } = dataset.table
  const ofFiles = files.flatMap(({ day }) => day ?? [])
  if (fileIndex !== null && files.length > 0 && ofFiles.length === files.length) {
    return { sql: fileIndex, days: async (groups) => sumUp(ofFiles, groups, (file) => ofFiles[file]) }
  }
  if (timestamp === null) return null
  const type = columnType(dataset, timestamp) ?? ''
  return { sql: keyOf(identifier(timestamp), type), days: (groups, connection) => byTime(groups, type, timezone, connection) }
}

/** Zones differ from UTC by whole quarters of an hour, and a zone's day takes long to find. */
const QUARTER = 900_000_000

function keyOf(column: string, type: string): string {
  if (type === 'DATE') return `${column} - DATE '1970-01-01'`
  const quarter = `floor(epoch_us(CAST(${column} AS ${type === 'TIMESTAMP WITH TIME ZONE' ? type : 'TIMESTAMP'})) / ${QUARTER})`
  return `CAST(${quarter} AS BIGINT)`
}

async function byTime(groups: readonly Group[], type: string, timezone: string, connection: Connection): Promise<DayCounts[]> {
  const keys = groups.flatMap(({ key }) => key ?? [])
  if (keys.length === 0) return []
  const date =
    type === 'DATE'
      ? `DATE '1970-01-01' + CAST(key AS INTEGER)`
      : `CAST(timezone(${literal(timezone)}, make_timestamptz(key * ${QUARTER})) AS DATE)`
  const rows = await connection.rows(
    `SELECT CAST(${date} AS VARCHAR) FROM (SELECT unnest([${keys.join(', ')}]::BIGINT[]) AS key)`,
  )
  const days = new Map(rows.map(([day], index) => [keys[index], String(day)]))
  return sumUp([], groups, (key) => days.get(key))
}

/** `known` = days that are there, rows or not. */
function sumUp(known: readonly string[], groups: readonly Group[], dayOf: (key: number) => string | undefined): DayCounts[] {
  const days = new Map(known.map((day) => [day, { day, rows: 0, rowsWithoutLabel: 0 }]))
  for (const { key, rows, rowsWithoutLabel } of groups) {
    const day = key === null ? undefined : dayOf(key)
    if (day === undefined) continue
    const sum = days.get(day) ?? { day, rows: 0, rowsWithoutLabel: 0 }
    days.set(day, { day, rows: sum.rows + rows, rowsWithoutLabel: sum.rowsWithoutLabel + rowsWithoutLabel })
  }
  return [...days.values()].sort((a, b) => (a.day < b.day ? -1 : 1))
}
