import type { DuckDBValue } from '@duckdb/node-api'
import { type ColumnProfile, FEW_VALUES, kindOfType, type ValueCount } from '../../../core/inspection.js'
import type { Column } from '../../../core/ports.js'
import { identifier } from '../../../core/sql.js'
import type { Connection } from '../connection.js'
import { toNumber } from '../values.js'
import type { FooterFacts } from './footers.js'

/** The rows that were taken, as a relation of its own. */
export interface Sample {
  readonly relation: string
  readonly rows: number
  /** Names of its columns. */
  readonly names: readonly string[]
}

/** Columns with what their rows say and, where these are not all rows, what the footers say of all. */
export async function profileColumns(
  columns: readonly Column[],
  sample: Sample,
  footers: ReadonlyMap<string, FooterFacts>,
  rows: number,
  connection: Connection,
): Promise<ColumnProfile[]> {
  const names = new Set(sample.names)
  const scanned = await profileSample(
    columns.filter(({ name }) => names.has(name)),
    sample,
    connection,
  )
  return columns.map((column) => {
    const footer = footers.get(column.name)
    const found = scanned.get(column.name) ?? { ...NOTHING, ...column, kind: kindOfType(column.type) }
    return footer === undefined || (sample.rows === rows && names.has(column.name))
      ? found
      : { ...found, ...ofAllRows(footer, column, rows) }
  })
}

const NOTHING: Omit<ColumnProfile, 'name' | 'type' | 'kind'> = {
  statistics: null,
  rows: 0,
  nulls: null,
  notFinite: null,
  distinct: null,
  distinctIsExact: false,
  min: null,
  max: null,
  values: null,
}

/** So many columns go into one query. */
const AT_ONCE = 50

/** Distinct values are counted in samples of as many values, and up to this estimate. */
const COUNTED = { sample: 200_000, values: 100 }

async function profileSample(
  columns: readonly Column[],
  sample: Sample,
  connection: Connection,
): Promise<ReadonlyMap<string, ColumnProfile>> {
  const profiles = new Map<string, ColumnProfile>()
  for (let start = 0; start < columns.length; start += AT_ONCE) {
    const some = columns.slice(start, start + AT_ONCE)
    const [row = []] = await connection.rows(`SELECT ${some.map(aggregates).join(', ')} FROM ${sample.relation}`)
    const read = some.map((column, index) => readProfile(column, row.slice(index * WIDTH, (index + 1) * WIDTH), sample.rows))
    for (const profile of await withDistinct(read, sample, connection)) {
      profiles.set(profile.name, await withValues(profile, sample, connection))
    }
  }
  return profiles
}

const WIDTH = 5

function aggregates({ name, type }: Column): string {
  const column = identifier(name)
  const finite = isFloat(type) ? ` FILTER (WHERE isfinite(${column}))` : ''
  const odd = isFloat(type) ? `count(*) FILTER (WHERE NOT isfinite(${column}))` : '0'
  const ends = ['min', 'max'].map((end) => `CAST(${end}(${column})${finite} AS VARCHAR)`)
  return [`count(${column})`, `approx_count_distinct(${column})`, ...ends, odd].join(', ')
}

function readProfile(column: Column, [given, distinct, min, max, odd]: readonly DuckDBValue[], rows: number): ColumnProfile {
  return {
    ...column,
    kind: kindOfType(column.type),
    statistics: 'scan',
    rows,
    nulls: rows - toNumber(given ?? null),
    notFinite: toNumber(odd ?? null),
    // An estimate may be more than there is.
    distinct: Math.min(toNumber(distinct ?? null), toNumber(given ?? null)),
    distinctIsExact: false,
    min: endOf(min, column.type),
    max: endOf(max, column.type),
    values: null,
  }
}

/** Where an estimate can be made exact for little, it is. */
async function withDistinct(
  profiles: readonly ColumnProfile[],
  { relation, rows, names }: Sample,
  connection: Connection,
): Promise<ColumnProfile[]> {
  const isSmall = rows * names.length <= COUNTED.sample
  const counted = profiles.filter(({ distinct }) => isSmall || (distinct ?? 0) <= COUNTED.values)
  if (counted.length === 0) return [...profiles]
  const counts = counted.map(({ name }) => `count(DISTINCT ${identifier(name)})`)
  const [row = []] = await connection.rows(`SELECT ${counts.join(', ')} FROM ${relation}`)
  return profiles.map((profile) => {
    const count = row[counted.indexOf(profile)]
    return count === undefined ? profile : { ...profile, distinct: toNumber(count), distinctIsExact: true }
  })
}

async function withValues(profile: ColumnProfile, { relation }: Sample, connection: Connection): Promise<ColumnProfile> {
  if (!profile.distinctIsExact || (profile.distinct ?? 0) > FEW_VALUES) return profile
  const column = identifier(profile.name)
  const rows = await connection.rows(
    `SELECT CAST(${column} AS VARCHAR), count(*) FROM ${relation} GROUP BY ${column} ORDER BY 2 DESC, 1`,
  )
  const values: ValueCount[] = rows.map(([value, count]) => ({
    value: value === null || value === undefined ? null : String(value),
    rows: toNumber(count ?? null),
  }))
  return { ...profile, values }
}

function ofAllRows({ nulls, min, max }: FooterFacts, { type }: Column, rows: number): Partial<ColumnProfile> {
  return { statistics: 'footer', rows, nulls, min: endOf(min, type), max: endOf(max, type) }
}

/** As a number where JSON can hold it. */
function endOf(value: DuckDBValue | undefined, type: string): number | string | null {
  if (value === null || value === undefined) return null
  const text = String(value)
  const number = Number(text)
  const isWhole = /INT/.test(type)
  return kindOfType(type) === 'number' && Number.isFinite(number) && (!isWhole || Number.isSafeInteger(number)) ? number : text
}

function isFloat(type: string): boolean {
  return /^(FLOAT|DOUBLE)$/.test(type)
}
