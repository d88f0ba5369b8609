import { z } from 'zod'
import { literal } from '../../core/sql.js'
import type { Connection } from './connection.js'

/** A part of an expression as SQL that the engine writes from its own syntax tree; `path` = where in the tree, in JSON. */
export async function writtenAnew(text: string, path: string, connection: Connection): Promise<string> {
  const list = "json_extract(tree, '$.statements[0].node.select_list')"
  const part = `json_extract(tree, '$.statements[0].node.select_list[0].${path}')`
  const changed = `replace(CAST(tree AS VARCHAR), CAST(${list} AS VARCHAR), '[' || CAST(${part} AS VARCHAR) || ']')`
  const [row] = await connection.rows(`SELECT json_deserialize_sql(CAST(${changed} AS JSON))
    FROM (SELECT json_serialize_sql(${literal(`SELECT ${text}\n`)}) AS tree)`)
  return z.string().startsWith('SELECT ').parse(row?.[0]).slice('SELECT '.length)
}

/** A tree without the places in the text. */
export function withoutPlaces(tree: unknown): unknown {
  return JSON.parse(JSON.stringify(tree, (key, value: unknown) => (key === 'query_location' ? undefined : value)))
}
