import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'

/** Writes the result of a query as Parquet, for values that parquetjs-lite refuses to write (NaN, decimals, …). */
export async function copyToParquet(file: string, query: string): Promise<void> {
  mkdirSync(path.dirname(file), { recursive: true })
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  await connection.run(`COPY (${query}) TO '${file}' (FORMAT parquet)`)
  connection.closeSync()
  instance.closeSync()
}
