import { mkdtemp, rm } from 'node:fs/promises'
import path from 'node:path'
import { type DuckDBConnection, DuckDBInstance, type DuckDBResult, type DuckDBValue } from '@duckdb/node-api'
import { interrupted } from '../../core/errors.js'
import type { World } from '../../core/ports.js'
import { literal } from '../sql/quote.js'

/** A locked-down in-memory database that can read the given files and nothing else. */
export interface Connection {
  rows(sql: string): Promise<DuckDBValue[][]>
  /** Rows by column name. */
  records(sql: string): Promise<Record<string, DuckDBValue>[]>
  /** The result as it comes, for results that do not fit into memory. */
  stream(sql: string): Promise<DuckDBResult>
  close(): Promise<void>
}

export async function connect(readable: readonly string[], world: World): Promise<Connection> {
  const temporary = await mkdtemp(path.join(world.tmp, 'ctrain-duckdb-'))
  const instance = await DuckDBInstance.create(':memory:', {
    threads: String(world.cpus),
    temp_directory: temporary,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
  })
  const connection = await instance.connect()
  const interrupt = () => connection.interrupt()
  world.signal.addEventListener('abort', interrupt)
  await lockDown(connection, readable)

  async function guarded<T>(work: () => Promise<T>): Promise<T> {
    if (world.signal.aborted) throw interrupted()
    try {
      return await work()
    } catch (error) {
      if (world.signal.aborted) throw interrupted()
      // The binding's errors come without a stack.
      throw error instanceof Error ? new Error(error.message, { cause: error }) : error
    }
  }

  return {
    rows: (sql) => guarded(async () => (await connection.runAndReadAll(sql)).getRows()),
    records: (sql) => guarded(async () => (await connection.runAndReadAll(sql)).getRowObjects()),
    stream: (sql) => guarded(() => connection.stream(sql)),
    async close() {
      world.signal.removeEventListener('abort', interrupt)
      connection.closeSync()
      instance.closeSync()
      await rm(temporary, { recursive: true, force: true })
    },
  }
}

/** The order matters: `allowed_paths` restricts nothing before external access is off, and is fixed after it. */
async function lockDown(connection: DuckDBConnection, readable: readonly string[]): Promise<void> {
  await connection.run(`SET allowed_paths = [${readable.map(literal).join(', ')}]`)
  await connection.run('SET enable_external_access = false')
  await connection.run('SET lock_configuration = true')
}
