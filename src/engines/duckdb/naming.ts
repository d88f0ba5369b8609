import type { FetchedFile } from '../../core/data-source.js'
import { isKnownError, knownError } from '../../core/errors.js'
import type { Column } from '../../core/ports.js'
import { findBrokenFile } from './broken-file.js'
import type { Connection } from './connection.js'
import { firstLine, readParquet } from './files.js'

/** The columns of the files, or an error that names the file that is no Parquet. */
export async function describe(files: readonly FetchedFile[], haveOneSchema: boolean, connection: Connection): Promise<Column[]> {
  return await naming(files, [], connection, async () => {
    const rows = await connection.rows(`DESCRIBE SELECT * FROM ${readParquet(files, haveOneSchema)}`)
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

function explain(error: Error): unknown {
  if (/^(Conversion|Out of Range|Invalid Input) Error/.test(error.message)) {
    return knownError('data', `the data can't be scanned: ${firstLine(error)}`, { cause: error })
  }
  if (/^(Out of Memory|IO) Error/.test(error.message)) {
    return knownError('filesystem', firstLine(error), { hint: 'free memory or disk space for temporary files', cause: error })
  }
  return error
}
