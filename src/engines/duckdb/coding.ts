import { isKnownError } from '../../core/errors.js'
import { identifier, literal, same } from '../../core/sql.js'
import { isSet, maskExpressions } from '../sql/masks.js'
import type { Connection } from './connection.js'
import { columnType, type Dataset } from './dataset.js'
import { has } from './file-table.js'
import { folderValues } from './folder-columns.js'
import type { ReadSlice } from './membership.js'
import { textsOf, toNumber } from './values.js'

/** Slices told from the values of few columns. */
export interface Coding {
  /** Indexes of the slices that it tells. */
  readonly slices: readonly number[]
  /** SQL of a row's code, an integer that tells its slices; null where the row has a value that was not seen. */
  readonly expression: string
  readonly grouped: Grouped
  /** The slices of a code. */
  members(code: number): readonly number[]
}

/** The same in two steps, for rows that are grouped: it takes less to group by texts than to look each of them up. */
interface Grouped {
  /** SQL to group rows by, as `expression AS name`. */
  readonly keys: readonly string[]
  /** SQL of a group's code over the names of the keys. */
  readonly code: string
}

/** A column with the values that it was seen to have, as SQL. */
interface ValuedColumn {
  readonly name: string
  readonly type: string
  readonly values: readonly string[]
}

const SAMPLE_ROWS = 20_000
/** More values are looked up faster by evaluating the predicates. */
const MOST_VALUES = 256
/** A text is found among many by its hash. */
const MOST_TEXTS = 2_000
const MOST_COMBINATIONS = 50_000
const MOST_EVALUATIONS = 20_000_000

/** Null where no predicate reads only columns of few values. */
export async function codePredicates(
  slices: readonly ReadSlice[],
  dataset: Dataset,
  sample: 'some' | 'all',
  connection: Connection,
): Promise<Coding | null> {
  const named = [...new Set(slices.flatMap(({ reads }) => reads))]
  const candidates = await valuesOf(named, dataset, sample, connection)
  const { columns, coded } = choose(candidates, slices)
  if (coded.length === 0) return null
  const combinations = await evaluate(
    columns,
    coded.map((slice) => slices[slice]?.where ?? ''),
    connection,
  )
  if (combinations === null) return null
  return classify(columns, coded, combinations)
}

/** Distinct values of the columns of types that compare by value. Floats do not: NaN and −0 are special. */
async function valuesOf(
  names: readonly string[],
  dataset: Dataset,
  sample: 'some' | 'all',
  connection: Connection,
): Promise<ValuedColumn[]> {
  const codable = names.filter((name) => CODABLE.test(columnType(dataset, name) ?? ''))
  const folders = dataset.table.folders.filter((column) => codable.some((name) => same(column.name, name)))
  // Files of one folder stand together, so a sample would see one value; but all of them are known.
  const known = folders.map((column) => ({ ...column, values: [...new Set(folderValues(column, dataset.table.files))] }))
  const usable = codable.filter((name) => !has(known, name))
  if (usable.length === 0) return known
  const list = usable.map(identifier)
  const rows = `SELECT ${list.join(', ')} FROM ${dataset.relation}${sample === 'some' ? ` LIMIT ${SAMPLE_ROWS}` : ''}`
  const distinct = list.map((name) => `SELECT CAST(coalesce(list(DISTINCT ${name}), []) AS VARCHAR[]) FROM sample`)
  const [row = []] = await connection.rows(
    `WITH sample AS MATERIALIZED (${rows}) SELECT ${distinct.map((query) => `(${query})`).join(', ')}`,
  )
  const sampled = usable.map((name, index) => {
    const type = columnType(dataset, name) ?? ''
    const texts = textsOf(row[index])
    // Nothing can be looked up by a text that SQL can't write as one literal.
    if (texts.some((text) => text?.includes('\0'))) return { name, type, values: [] }
    const values = texts.sort().map((text) => (text === null ? 'NULL' : `CAST(${literal(text)} AS ${type})`))
    return { name, type, values }
  })
  return [...known, ...sampled]
}

const CODABLE = /^(VARCHAR|BOOLEAN|DATE|U?(TINY|SMALL|BIG)?INT|U?INTEGER)$/

/** Columns of few values, fewest first, and the slices that read only these. */
function choose(candidates: readonly ValuedColumn[], slices: readonly ReadSlice[]) {
  const few = candidates
    .filter(({ type, values }) => values.length > 0 && values.length <= (type === 'VARCHAR' ? MOST_TEXTS : MOST_VALUES))
    .sort((a, b) => a.values.length - b.values.length)
  const chosen: ValuedColumn[] = []
  let combinations = 1
  for (const column of few) {
    const more = combinations * column.values.length
    if (more > MOST_COMBINATIONS || more * slices.length > MOST_EVALUATIONS) break
    chosen.push(column)
    combinations = more
  }
  const coded = [...slices.keys()].filter((slice) => {
    const reads = slices[slice]?.reads ?? []
    return slices[slice]?.where !== null && reads.length > 0 && reads.every((name) => has(chosen, name))
  })
  return {
    coded,
    columns: chosen.filter(({ name }) => coded.some((slice) => slices[slice]?.reads.some((read) => same(read, name)))),
  }
}

/** Masks of the predicates for every combination of values, the last column varying fastest; null where a combination fails. */
async function evaluate(
  columns: readonly ValuedColumn[],
  predicates: readonly string[],
  connection: Connection,
): Promise<(readonly number[])[] | null> {
  const tables = columns.map(
    ({ name, values }, index) =>
      `(SELECT unnest([${values.join(', ')}]) AS ${identifier(name)}, unnest(range(${values.length})) AS ctrain_${index})`,
  )
  try {
    const rows = await connection.rows(`SELECT ${maskExpressions(predicates).join(', ')} FROM ${tables.join(' CROSS JOIN ')}
      ORDER BY ${columns.map((_, index) => `ctrain_${index}`).join(', ')}`)
    return rows.map((row) => row.map(toNumber))
  } catch (error) {
    // A combination that no row has may fail where every row succeeds: then the rows are asked.
    if (isKnownError(error)) throw error
    return null
  }
}

/**
 * A code is the sum of a digit per column, in mixed radix. Values that no predicate tells apart share a digit,
 * so that a code says which predicates hold and no more.
 */
function classify(
  columns: readonly ValuedColumn[],
  coded: readonly number[],
  combinations: readonly (readonly number[])[],
): Coding {
  const masks = new Map<string, number>()
  const kinds = combinations.map((mask) => number(masks, mask.join()))
  let stride = combinations.length
  let radix = 1
  const digits = columns.map(({ values }) => {
    stride /= values.length
    const ofValue = values.map((): number[] => [])
    for (const [index, kind] of kinds.entries()) ofValue[Math.floor(index / stride) % values.length]?.push(kind)
    const classes = new Map<string, number>()
    const digit = ofValue.map((alike) => number(classes, alike.join()) * radix)
    radix *= classes.size
    return digit
  })
  const members = new Map<number, readonly number[]>()
  for (const [index, mask] of combinations.entries()) {
    let rest = index
    let code = 0
    for (let column = columns.length - 1; column >= 0; column--) {
      const count = columns[column]?.values.length ?? 1
      code += digits[column]?.[rest % count] ?? 0
      rest = Math.floor(rest / count)
    }
    if (!members.has(code))
      members.set(
        code,
        coded.filter((_, bit) => isSet(mask, bit)),
      )
  }
  return {
    slices: coded,
    expression: columns.map((column, index) => lookup(identifier(column.name), column, digits[index] ?? [])).join(' + '),
    grouped: groupedCode(columns, digits),
    members(code) {
      const found = members.get(code)
      if (found === undefined) throw new Error(`no combination of values has the code ${code}`)
      return found
    },
  }
}

/** More groups than this take longer to find than texts to look up. */
const MOST_GROUPS = 20_000

function groupedCode(columns: readonly ValuedColumn[], digits: readonly (readonly number[])[]): Grouped {
  const classes = digits.map((ofColumn) => new Set(ofColumn).size)
  const isRaw = columns.map(({ type }) => type === 'VARCHAR' || type === 'BOOLEAN')
  const groups = columns.map(({ values }, index) => (isRaw[index] === true ? values.length : (classes[index] ?? 1)))
  for (const [index, count] of [...groups.entries()].sort(([, a], [, b]) => b - a)) {
    if (groups.reduce((product, each) => product * each, 1) <= MOST_GROUPS) break
    isRaw[index] &&= count === classes[index]
    groups[index] = classes[index] ?? 1
  }
  const names = columns.map((_, index) => `ctrain_member_key${index}`)
  return {
    keys: columns.map((column, index) => {
      const key = isRaw[index] === true ? identifier(column.name) : lookup(identifier(column.name), column, digits[index] ?? [])
      return `${key} AS ${names[index]}`
    }),
    code: columns
      .map((column, index) => (isRaw[index] === true ? lookup(names[index] ?? '', column, digits[index] ?? []) : names[index]))
      .join(' + '),
  }
}

/** SQL of the digit of a value; DuckDB evaluates functions of one column once per entry of a Parquet dictionary. */
function lookup(value: string, { type, values }: ValuedColumn, digits: readonly number[]): string {
  const listed = (some: readonly number[]) => `[${some.map((digit) => `CAST(${digit} AS INTEGER)`).join(', ')}]`
  if (type === 'BOOLEAN') {
    const cases = values.map(
      (each, index) => `WHEN ${each === 'NULL' ? `${value} IS NULL` : `${value} = ${each}`} THEN ${digits[index]}`,
    )
    return `CASE ${cases.join(' ')} END`
  }
  if (type !== 'VARCHAR' || values.length <= MOST_VALUES)
    return `${listed(digits)}[list_position([${values.join(', ')}], ${value})]`
  const texts = values.filter((each) => each !== 'NULL')
  const labels = texts.map((each) => each.slice('CAST('.length, -' AS VARCHAR)'.length))
  const ofTexts = digits.filter((_, index) => values[index] !== 'NULL')
  const known = `${listed(ofTexts)}[enum_code(TRY_CAST(${value} AS ENUM(${labels.join(', ')}))) + 1]`
  const missing = values.indexOf('NULL')
  return missing === -1 ? known : `CASE WHEN ${value} IS NULL THEN ${digits[missing]} ELSE ${known} END`
}

function number(known: Map<string, number>, key: string): number {
  const found = known.get(key) ?? known.size
  known.set(key, found)
  return found
}
