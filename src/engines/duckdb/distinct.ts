import { knownError } from '../../core/errors.js'
import type { EngineInput } from '../../core/ports.js'
import { identifier, literal } from '../../core/sql.js'
import type { Connection } from './connection.js'
import { type Dataset, filesOf } from './dataset.js'
import { findColumn } from './file-table.js'
import { naming } from './naming.js'

/** The distinct combinations of values of some columns, as text. */
export async function distinct(
  names: readonly string[],
  limit: number,
  dataset: Dataset,
  input: EngineInput,
  connection: Connection,
): Promise<readonly (readonly (string | null)[])[]> {
  const typeOf = (name: string) => findColumn(name, dataset.columns, 'the dataset').type
  // At the start of a text, a byte order mark would be lost on the way.
  const list = names.map((name) => `'=' || ${textOf(identifier(name), typeOf(name))}`).join(', ')
  await dataset.checkFiles(names)
  const query = `SELECT DISTINCT ${list} FROM ${dataset.relation} ORDER BY ALL LIMIT ${limit + 1}`
  const rows = await naming(
    filesOf(input),
    [...names, ...dataset.reads],
    connection,
    () => connection.rows(query),
    dataset.checkFilter,
  )
  if (rows.length > limit) {
    throw knownError('data', `${names.join(' × ')} has more than ${limit} values, and each would be a slice`, {
      hint: 'slice by a column of fewer values, or name those that matter under weights',
    })
  }
  return rows.map((row) => row.map((value) => (value === null ? null : String(value).slice(1))))
}

/** Texts as values of a column, in the writing of the column's own; null = not of its type. */
export async function valuesOf(
  name: string,
  texts: readonly string[],
  dataset: Dataset,
  connection: Connection,
): Promise<readonly (string | null)[]> {
  const type = findColumn(name, dataset.columns, 'the dataset').type
  if (type === 'VARCHAR') return texts
  // A cast to a type of fewer digits rounds.
  const value = /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?$|DECIMAL)/.test(type)
    ? `CASE WHEN coalesce(TRY_CAST(text AS DOUBLE) = TRY_CAST(text AS ${type}), true) THEN TRY_CAST(text AS ${type}) END`
    : `TRY_CAST(text AS ${type})`
  const rows = await connection.rows(
    `SELECT ${textOf('value', type)} FROM (SELECT ${value} AS value FROM (SELECT unnest([${texts.map(literal).join(', ')}]) AS text))`,
  )
  return rows.map(([found]) => (found === null || found === undefined ? null : String(found)))
}

/** Zero has two signs that compare as equal: they are one value. */
function textOf(value: string, type: string): string {
  return /^(FLOAT|DOUBLE)$/.test(type)
    ? `CAST(CASE WHEN ${value} = 0 THEN 0 ELSE ${value} END AS VARCHAR)`
    : `CAST(${value} AS VARCHAR)`
}
