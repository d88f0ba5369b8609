import type { FetchedFile } from '../../core/data-source.js'
import { knownError } from '../../core/errors.js'
import type { Column } from '../../core/ports.js'
import { same } from '../../core/sql.js'
import type { Agreement } from './agreement.js'
import type { Connection } from './connection.js'
import { readParquet } from './files.js'
import { folderColumn } from './folder-columns.js'
import { describe } from './naming.js'
import { FILE_INDEX } from './per-file.js'

/** Files as one table. */
export interface FileTable {
  readonly files: readonly FetchedFile[]
  /** Those of the files, then those that only their folders have. */
  readonly columns: readonly Column[]
  /** Columns that only the folders have. */
  readonly folders: readonly Column[]
  /** Columns of the relation that say where a row stands, unless the files have columns of these names. */
  readonly place: readonly string[]
  /** The column of the relation that numbers a row's file; null where the files have one of its name. */
  readonly fileIndex: string | null
  /** SQL of the table: with further columns, as `expression AS name` over {@link fileIndex}, and only rows of which conditions are true. */
  relation(parts?: { readonly more?: readonly string[]; readonly where?: readonly string[] }): string
}

/** Virtual columns that DuckDB adds to Parquet files. */
const PLACE = ['filename', 'file_row_number']

/** `folders` = columns that the folders of the files make; those of the files themselves go before them. */
export async function openFiles(
  files: readonly FetchedFile[],
  folders: readonly Column[],
  agreement: Agreement,
  connection: Connection,
): Promise<FileTable> {
  const haveOneSchema = await agreement.haveOneSchema()
  const own = files.length === 0 ? [] : await describe(files, haveOneSchema, connection)
  const fileIndex = has(own, FILE_INDEX) ? null : FILE_INDEX
  const reserved = [...PLACE, FILE_INDEX]
  const added =
    fileIndex === null ? [] : folders.filter(({ name }) => !has(own, name) && !reserved.some((other) => same(other, name)))
  const place = PLACE.some((name) => has(own, name)) ? [] : PLACE
  const virtual = [...place, ...(fileIndex === null ? [] : [fileIndex])].map((name) => `f.${name}`)
  const computed = added.map((column) => folderColumn(column, files))
  return {
    files,
    columns: [...own, ...added],
    folders: added,
    place,
    fileIndex,
    relation({ more = [], where = [] } = {}) {
      const further = [...computed, ...more]
      if (further.length + where.length === 0) return readParquet(files, haveOneSchema)
      const table = `(SELECT ${['f.*', ...further, ...virtual].join(', ')} FROM ${readParquet(files, haveOneSchema)} AS f)`
      return restricted(table, where)
    },
  }
}

/** SQL of the rows of a relation of which all conditions are true. */
export function restricted(relation: string, conditions: readonly string[]): string {
  return conditions.length === 0 ? relation : `(SELECT * FROM ${relation} WHERE ${conditions.map(enclosed).join(' AND ')})`
}

/** The line break ends a comment at the condition's end. */
export function enclosed(condition: string): string {
  return `(${condition}\n)`
}

export function has(columns: readonly Pick<Column, 'name'>[], name: string): boolean {
  return columns.some((column) => same(column.name, name))
}

/** The column of a name. Refuses a name that there is not; `where` = what lacks it. */
export function findColumn(name: string, columns: readonly Column[], where: string): Column {
  const found = columns.find((column) => same(column.name, name))
  if (found === undefined) throw missingColumn(name, columns, where)
  return found
}

function missingColumn(name: string, columns: readonly Column[], where: string): Error {
  return knownError('data', `${where} has no column "${name}"`, {
    hint: `columns there are: ${columns.map((column) => column.name).join(', ')}`,
  })
}
