import { identifier } from '../../core/sql.js'
import type { Connection } from './connection.js'
import type { Dataset } from './dataset.js'
import { has } from './file-table.js'
import { nameRow } from './files.js'

/** The first value of a column of text that is no number, as the end of a message; empty if there is none. */
export async function findText(name: string, { table: own, relation, joined }: Dataset, connection: Connection): Promise<string> {
  const column = identifier(name)
  const isPredicted = joined !== null && has(joined.added, name)
  const [table, rows] = isPredicted ? [joined.scores, joined.scores.relation()] : [own, relation]
  const [row] = await connection.rows(`
    SELECT ${[column, ...table.place].join(', ')} FROM ${rows}
    WHERE ${column} IS NOT NULL AND TRY_CAST(${column} AS DOUBLE) IS NULL
    ${table.place.length === 0 ? '' : `ORDER BY ${table.place.join(', ')}`} LIMIT 1`)
  if (row === undefined) return ''
  const [value, file, number] = row
  const where = table.place.length === 0 ? '' : `${nameRow(table.files, file, number)}: `
  return `, e.g. ${where}${value}`
}
