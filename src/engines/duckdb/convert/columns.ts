import type { WantedColumns } from '../../../core/raw-files.js'
import { identifier, same } from '../../../core/sql.js'
import type { TextFile } from './text-file.js'

/** A text file as rows of typed columns. */
export interface Readable {
  readonly text: TextFile
  /** A query. */
  readonly select: string
}

/** Which of some columns are taken: their names without repetition, whatever their case. */
export function takenColumns(names: readonly string[], { names: wanted, required }: WantedColumns): string[] {
  const distinct = names.filter((name, index) => names.findIndex((other) => same(other, name)) === index)
  const isIn = (list: readonly string[], name: string) => list.some((other) => same(other, name))
  if (wanted === null || required.some((name) => !isIn(distinct, name))) return distinct
  const taken = distinct.filter((name) => isIn(wanted, name))
  // A table has at least one column.
  return taken.length === 0 ? distinct : taken
}

/** No rows, of the given columns. */
export function selectNothing(columns: readonly { readonly name: string; readonly type: string }[]): string {
  return `SELECT ${columns.map(({ name, type }) => `CAST(NULL AS ${type}) AS ${identifier(name)}`).join(', ')} WHERE false`
}
