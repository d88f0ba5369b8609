import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll } from 'vitest'

/** A DuckDB of its own for a test file: the rows of a query, numbers of 64 bits as text. */
export async function useDuckDb(): Promise<(sql: string) => Promise<Record<string, unknown>[]>> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' })
  const connection = await instance.connect()
  afterAll(() => {
    connection.closeSync()
    instance.closeSync()
  })
  return async (sql) => (await connection.runAndReadAll(sql)).getRowObjectsJson()
}
