import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'

/** Writes the result of a query as Parquet, for values that parquetjs-lite refuses to write (NaN, decimals, …). */
export async function copyToParquet(file: string, query: string): Promise<void> {
  await copyTo(file, query, 'parquet')
}

/** Writes the result of a query in a format of DuckDB, which may have options. */
export async function copyTo(file: string, query: string, format: string): Promise<void> {
  mkdirSync(path.dirname(file), { recursive: true })
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  await connection.run(`COPY (${query}) TO '${file.replaceAll("'", "''")}' (FORMAT ${format})`)
  connection.closeSync()
  instance.closeSync()
}
