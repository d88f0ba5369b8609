import { identifier, same } from '../../../core/sql.js'
import type { Connection } from '../connection.js'
import { toNumber } from '../values.js'

/** A column of text, and what its values may be besides. */
export interface TextColumn {
  readonly name: string
  /** The first that suits all values counts. */
  readonly kinds: readonly Kind[]
}

export type Kind = keyof typeof KINDS

/** What a text may be, as the condition that a value (`c`) must meet, and the type that it then has. */
const KINDS = {
  boolean: { type: 'BOOLEAN', fits: (c: string) => `lower(${c}) IN ('true', 'false')` },
  // Written anew it must be the same: `007` and `1.5` are no integers, though they can be cast to one.
  integer: { type: 'BIGINT', fits: (c: string) => `CAST(TRY_CAST(${c} AS BIGINT) AS VARCHAR) = trim(${c})` },
  // Integers of more than 64 bits would lose digits as doubles.
  wide: { type: 'DECIMAL(38,0)', fits: (c: string) => `CAST(TRY_CAST(${c} AS DECIMAL(38,0)) AS VARCHAR) = trim(${c})` },
  double: {
    type: 'DOUBLE',
    fits: (c: string) => `TRY_CAST(${c} AS DOUBLE) IS NOT NULL AND NOT regexp_matches(${c}, '${NO_NUMBER}')`,
  },
  date: { type: 'DATE', fits: (c: string) => temporal(c, 'DATE', '') },
  timestamp: { type: 'TIMESTAMP', fits: (c: string) => temporal(c, 'TIMESTAMP', `([ T]${TIME}Z?)?`) },
  zoned: { type: 'TIMESTAMPTZ', fits: (c: string) => temporal(c, 'TIMESTAMPTZ', `([ T]${TIME} ?(Z|[+-]\\d{2}(:?\\d{2})?)?)?`) },
} as const

/** Leading zeros, digits that a cast would drop, and what is longer than any integer type. */
const NO_NUMBER = '^\\s*[+-]?0[0-9]|_|^\\s*[+-]?[0-9]{39}'

const TIME = '\\d{2}:\\d{2}(:\\d{2}(\\.\\d+)?)?'

export const TEMPORAL: readonly Kind[] = ['date', 'timestamp', 'zoned']
export const ALL_KINDS: readonly Kind[] = ['boolean', 'integer', 'wide', 'double', ...TEMPORAL]

const SAMPLE_ROWS = 1000

/**
 * The types of columns of text, from all of their values. A column without values is a number where it must be
 * one (`numbers`), else text.
 */
export async function inferTypes(
  columns: readonly TextColumn[],
  relation: string,
  numbers: readonly string[],
  connection: Connection,
): Promise<string[]> {
  if (columns.length === 0) return []
  const selected = `SELECT ${columns.map(({ name }) => identifier(name)).join(', ')} FROM ${relation}`
  // Most kinds are ruled out by a few rows, which are cheap to check.
  const sampled = await check(columns, `(${selected} LIMIT ${SAMPLE_ROWS})`, connection)
  const likely = columns.map(({ name }, index) => ({
    name,
    kinds: sampled[index]?.fitting ?? [],
    values: sampled[index]?.values ?? 0,
  }))
  const first = await check(
    likely.map(({ name, kinds, values }) => ({ name, kinds: values === 0 ? kinds : kinds.slice(0, 1) })),
    `(${selected})`,
    connection,
  )
  const isOpen = (index: number) => first[index]?.fitting.length === 0
  const second = await check(
    likely.map(({ name, kinds, values }, index) => ({ name, kinds: isOpen(index) && values > 0 ? kinds.slice(1) : [] })),
    `(${selected})`,
    connection,
  )
  return columns.map(({ name }, index) => {
    const [kind] = [...(first[index]?.fitting ?? []), ...(second[index]?.fitting ?? [])]
    if (first[index]?.values === 0 && sampled[index]?.values === 0) return typeWithoutValues(name, numbers)
    return kind === undefined ? 'VARCHAR' : KINDS[kind].type
  })
}

/** The type of a column that has no values. */
export function typeWithoutValues(name: string, numbers: readonly string[]): string {
  return numbers.some((other) => same(other, name)) ? 'DOUBLE' : 'VARCHAR'
}

interface Checked {
  /** Not null; 0 where no kind was checked. */
  readonly values: number
  /** Kinds that all values suit, of those that were asked for. */
  readonly fitting: readonly Kind[]
}

/** What the values of columns suit, in one scan of those that are asked about. */
async function check(columns: readonly TextColumn[], relation: string, connection: Connection): Promise<Checked[]> {
  const counts = columns.map(({ name, kinds }) =>
    kinds.length === 0
      ? []
      : [`count(${identifier(name)})`, ...kinds.map((kind) => `count(*) FILTER (WHERE ${KINDS[kind].fits(identifier(name))})`)],
  )
  const asked = counts.flat()
  const [row = []] = asked.length === 0 ? [] : await connection.rows(`SELECT ${asked.join(', ')} FROM ${relation}`)
  const found = row.map(toNumber)
  return columns.map(({ kinds }, index) => {
    const [values = 0, ...suited] = found.splice(0, counts[index]?.length ?? 0)
    return { values, fitting: kinds.filter((_, kind) => suited[kind] === values) }
  })
}

/** A date, or one with a time, in ISO 8601. */
function temporal(c: string, type: string, time: string): string {
  return `regexp_full_match(${c}, '\\d{4}-\\d{2}-\\d{2}${time}') AND TRY_CAST(${c} AS ${type}) IS NOT NULL`
}
