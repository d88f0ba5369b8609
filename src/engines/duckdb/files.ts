import type { FetchedFile } from '../../core/data-source.js'
import { isKnownError, knownError } from '../../core/errors.js'
import type { Column } from '../../core/ports.js'
import { identifier, literal, same } from '../../core/sql.js'
import type { Connection } from './connection.js'

/** The files as one table: columns by name, those that only later files have are null before. */
export function readParquet(files: readonly FetchedFile[], options: readonly string[] = []): string {
  const paths = files.map((file) => literal(file.path)).join(', ')
  return `read_parquet([${paths}], ${['union_by_name = true', 'hive_partitioning = false', ...options].join(', ')})`
}

/** The columns of the files, or an error that names the file that is no Parquet. */
export async function describe(files: readonly FetchedFile[], connection: Connection): Promise<Column[]> {
  return await naming(files, [], connection, async () => {
    const rows = await connection.rows(`DESCRIBE SELECT * FROM ${readParquet(files)}`)
    return rows.map(([name, type]) => ({ name: String(name), type: String(type) }))
  })
}

/** Runs a query over the files; when it fails, says which file is to blame, or lets `blame` find the culprit. */
export async function naming<T>(
  files: readonly FetchedFile[],
  columns: readonly string[],
  connection: Connection,
  query: () => Promise<T>,
  blame: () => Promise<void> = async () => {},
): Promise<T> {
  try {
    return await query()
  } catch (error) {
    if (isKnownError(error) || !(error instanceof Error)) throw error
    await findBrokenFile(files, columns, connection)
    await blame()
    throw explain(error)
  }
}

/**
 * Refuses files whose columns contradict each other: a type that can't be meant as one, or a column that
 * a later file lacks, whose rows would silently leave their slice. Added columns are fine.
 */
export async function checkColumnsAgree(
  files: readonly FetchedFile[],
  columns: readonly string[],
  connection: Connection,
): Promise<void> {
  const paths = files.map((file) => literal(file.path)).join(', ')
  const wanted = columns.map((name) => literal(name.toLowerCase())).join(', ')
  const rows = await connection.rows(`
    SELECT DISTINCT lower(name), file_name, ${PARQUET_KIND}
    FROM parquet_schema([${paths}]) WHERE type IS NOT NULL AND lower(name) IN (${wanted})`)
  for (const column of columns) {
    const kinds = new Map(rows.filter(([name]) => name === column.toLowerCase()).map(([, path, kind]) => [path, kind]))
    checkColumnAgrees(column, files, kinds)
  }
}

function checkColumnAgrees(column: string, files: readonly FetchedFile[], kinds: ReadonlyMap<unknown, unknown>): void {
  const since = files.findIndex((file) => kinds.has(file.path))
  const first = files[since]
  if (first === undefined) return
  for (const file of files.slice(since)) {
    const kind = kinds.get(file.path)
    if (kind === undefined) throw lostColumn(column, first, file)
    if (kind !== kinds.get(first.path)) throw otherType(column, first, kinds.get(first.path), file, kind)
  }
}

function lostColumn(column: string, first: FetchedFile, file: FetchedFile): Error {
  return knownError('data', `column ${column} is in ${first.uri} but no longer in ${file.uri}`, {
    hint: 'was it renamed? Write the files with the same columns, or leave out those that lack it',
  })
}

function otherType(column: string, first: FetchedFile, kind: unknown, file: FetchedFile, other: unknown): Error {
  return knownError('data', `column ${column} is ${kind} in ${first.uri} but ${other} in ${file.uri}`, {
    hint: 'write the column with one type, or point the source at files that agree',
  })
}

/** Integers, floats and decimals mix; so do all kinds of text. */
const PARQUET_KIND = `CASE
  WHEN type = 'BOOLEAN' THEN 'boolean'
  WHEN logical_type LIKE 'Timestamp%' OR converted_type LIKE 'TIMESTAMP%' OR type = 'INT96' THEN 'timestamp'
  WHEN logical_type LIKE 'Date%' OR converted_type = 'DATE' THEN 'date'
  WHEN logical_type LIKE 'Time%' OR converted_type LIKE 'TIME_%' THEN 'time'
  WHEN type IN ('INT32', 'INT64', 'FLOAT', 'DOUBLE') OR logical_type LIKE 'Decimal%' OR converted_type = 'DECIMAL' THEN 'number'
  ELSE 'text' END`

export function uriOf(files: readonly FetchedFile[], path: unknown): string {
  return files.find((file) => file.path === path)?.uri ?? String(path)
}

async function findBrokenFile(files: readonly FetchedFile[], columns: readonly string[], connection: Connection): Promise<void> {
  for (const file of files) {
    try {
      await connection.rows(`SELECT * FROM parquet_file_metadata([${literal(file.path)}])`)
      const own = await connection.rows(`DESCRIBE SELECT * FROM ${readParquet([file])}`)
      const names = own.map(([name]) => String(name)).filter((name) => columns.some((column) => same(column, name)))
      // A hash needs every value; a count could be answered from the footer.
      if (names.length > 0)
        await connection.rows(`SELECT bit_xor(hash(${names.map(identifier).join(', ')})) FROM ${readParquet([file])}`)
    } catch (error) {
      if (isKnownError(error) || !(error instanceof Error)) throw error
      throw knownError('data', `${file.uri} can't be read as Parquet: ${sentence(error, file)}`, {
        hint: 'the file is damaged, truncated or not Parquet; write it again, or exclude it from the source',
        cause: error,
      })
    }
  }
}

function explain(error: Error): unknown {
  if (/^(Conversion|Out of Range|Invalid Input) Error/.test(error.message)) {
    return knownError('data', `the data can't be scanned: ${firstLine(error)}`, { cause: error })
  }
  if (/^(Out of Memory|IO) Error/.test(error.message)) {
    return knownError('filesystem', firstLine(error), { hint: 'free memory or disk space for temporary files', cause: error })
  }
  return error
}

function sentence(error: Error, file: FetchedFile): string {
  return firstLine(error).replaceAll(file.path, file.uri)
}

export function firstLine(error: Error): string {
  return error.message.split('\n')[0] ?? error.message
}
