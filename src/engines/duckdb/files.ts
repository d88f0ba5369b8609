import { isKnownError, knownError } from '../../core/errors.js'
import type { Column, FetchedFile } from '../../core/ports.js'
import { identifier, literal } from '../sql/quote.js'
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

/** Types of the same column that can't be meant as one, as an error that names both files. */
export async function checkTypesAgree(
  files: readonly FetchedFile[],
  columns: readonly string[],
  connection: Connection,
): Promise<void> {
  const paths = files.map((file) => literal(file.path)).join(', ')
  const wanted = columns.map((name) => literal(name.toLowerCase())).join(', ')
  const rows = await connection.rows(`
    SELECT name, kind, min_by(file_name, place) FROM (
      SELECT lower(name) AS name, file_name, row_number() OVER () AS place, ${PARQUET_KIND} AS kind
      FROM parquet_schema([${paths}]) WHERE type IS NOT NULL AND lower(name) IN (${wanted})
    ) GROUP BY name, kind ORDER BY name, min(place)`)
  for (const [index, [name, kind, path]] of rows.entries()) {
    const [otherName, otherKind, otherPath] = rows[index + 1] ?? []
    if (name !== otherName) continue
    throw knownError(
      'data',
      `column ${name} is ${kind} in ${uriOf(files, path)} but ${otherKind} in ${uriOf(files, otherPath)}`,
      { hint: 'write the column with one type, or point the source at files that agree' },
    )
  }
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
  // A hash needs every value; a count could be answered from the footer.
  const values = columns.length === 0 ? '1' : columns.map(identifier).join(', ')
  for (const file of files) {
    try {
      await connection.rows(`SELECT * FROM parquet_file_metadata([${literal(file.path)}])`)
      await connection.rows(`SELECT bit_xor(hash(${values})) FROM ${readParquet([file])}`)
    } catch (error) {
      if (isKnownError(error) || !(error instanceof Error)) throw error
      if (error.message.startsWith('Binder Error')) continue
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
