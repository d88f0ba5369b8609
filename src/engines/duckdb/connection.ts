import { rm } from 'node:fs/promises'
import type { DuckDBConnection, DuckDBDataChunk, DuckDBValue } from '@duckdb/node-api'
import { interrupted } from '../../core/errors.js'
import type { EngineLimits, World } from '../../core/ports.js'
import { literal } from '../../core/sql.js'
import { DuckDBInstance } from './node-api.js'
import { pathPattern } from './paths.js'
import { makeTemporary } from './temporary.js'

/** A locked-down in-memory database that can read the given files, write into the given folder, and nothing else. */
export interface Connection {
  rows(sql: string): Promise<DuckDBValue[][]>
  /** Rows by column name. */
  records(sql: string): Promise<Record<string, DuckDBValue>[]>
  /** The result as it comes, for results that do not fit into memory. */
  chunks(sql: string): AsyncGenerator<DuckDBDataChunk>
  /** Share of the running query that is done, from 0 to 1; 0 = none runs, or not known. */
  progress(): number
  close(): Promise<void>
}

/** `writable` = a folder below which it can read and write any file; null = none. */
export async function connect(
  readable: readonly string[],
  limits: EngineLimits,
  world: World,
  writable: string | null = null,
): Promise<Connection> {
  const temporary = await makeTemporary('ctrain-duckdb-', world)
  const instance = await DuckDBInstance.create(':memory:', {
    threads: String(limits.threads ?? world.cpus),
    ...(limits.memory === undefined ? {} : { memory_limit: `${limits.memory}B` }),
    temp_directory: temporary,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
  })
  const connection = await instance.connect()
  const interrupt = () => connection.interrupt()
  world.signal.addEventListener('abort', interrupt)
  await lockDown(connection, readable, writable)

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
    async *chunks(sql) {
      const result = await guarded(() => connection.stream(sql))
      // The next chunk comes while this one is worked on.
      const fetch = () => Promise.allSettled([guarded(() => result.fetchChunk())])
      let ahead = fetch()
      try {
        for (;;) {
          const [next] = await ahead
          if (next.status === 'rejected') throw next.reason
          // An interrupted stream just ends, as if there were no more rows.
          if (world.signal.aborted) throw interrupted()
          if (next.value === null || next.value.rowCount === 0) return
          ahead = fetch()
          yield next.value
        }
      } finally {
        await ahead
      }
    },
    progress: () => Math.max(0, connection.progress.percentage / 100),
    async close() {
      world.signal.removeEventListener('abort', interrupt)
      connection.closeSync()
      instance.closeSync()
      await rm(temporary, { recursive: true, force: true })
    },
  }
}

/** The order matters: what is allowed restricts nothing before external access is off, and is fixed after it. */
async function lockDown(connection: DuckDBConnection, readable: readonly string[], writable: string | null): Promise<void> {
  await connection.run('SET enable_progress_bar = true')
  await connection.run('SET enable_progress_bar_print = false')
  // The hour of a timestamp must not depend on the machine.
  await connection.run("SET TimeZone = 'UTC'")
  // Files are asked for by patterns, which must be allowed, too.
  const allowed = new Set(readable.flatMap((file) => [file, pathPattern(file)]))
  await connection.run(`SET allowed_paths = [${[...allowed].map(literal).join(', ')}]`)
  if (writable !== null) await connection.run(`SET allowed_directories = [${literal(`${writable}/`)}]`)
  await connection.run('SET enable_external_access = false')
  await connection.run('SET lock_configuration = true')
}
