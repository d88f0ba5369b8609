import { mkdirSync, mkdtempSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import type { FetchedFile } from '../../src/core/data-source.js'
import type { World } from '../../src/core/ports.js'
import type { RawFiles, WantedColumns } from '../../src/core/raw-files.js'
import { ENGINES } from '../../src/engines/index.js'

export type Content = string | Uint8Array

export interface ReadFiles {
  /** By file, in order. */
  readonly rows: readonly (readonly Record<string, unknown>[])[]
  /** The engine's type of each column, over all files. */
  readonly types: Readonly<Record<string, string>>
}

type Options = Partial<RawFiles & WantedColumns>

/** Writes files of these names, and reads what they become as Parquet. */
export async function convertFiles(
  contents: Readonly<Record<string, Content>>,
  world: World,
  options: Options = {},
): Promise<ReadFiles> {
  return await withConverted(contents, world, options, async (paths, ask) => {
    const described = await ask(`DESCRIBE SELECT * FROM read_parquet([${paths.join(', ')}], union_by_name = true)`)
    const rows: Record<string, unknown>[][] = []
    for (const file of paths) rows.push(await ask(`SELECT * FROM read_parquet(${file})`))
    return { rows, types: Object.fromEntries(described.map((row) => [String(row['column_name']), String(row['column_type'])])) }
  })
}

/** The rows of a file as Parquet whose `id` is not their number, counted from 0. */
export async function countMisplaced(name: string, content: Content, world: World): Promise<unknown> {
  return await withConverted({ [name]: content }, world, {}, async ([file], ask) => {
    const rows = `SELECT id, file_row_number AS number FROM read_parquet(${file}, file_row_number = true)`
    return (await ask(`SELECT count(*) AS rows, count(*) FILTER (WHERE id <> number) AS misplaced FROM (${rows})`))[0]
  })
}

type Ask = (sql: string) => Promise<Record<string, unknown>[]>

async function withConverted<T>(
  contents: Readonly<Record<string, Content>>,
  world: World,
  options: Options,
  read: (paths: readonly string[], ask: Ask) => Promise<T>,
): Promise<T> {
  const files = writeFiles(contents, world)
  const raw: RawFiles = { files, format: null, columnNames: null, columnNamesKey: 'dataset.column_names', ...options }
  const wanted: WantedColumns = { names: null, required: [], numbers: ['label'], prediction: 'score', ...options }
  const engine = await ENGINES.duckdb()
  const converted = await engine.convert(raw, wanted, {}, world)
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  try {
    const ask = async (sql: string) => (await connection.runAndReadAll(sql)).getRowObjectsJson()
    return await read(
      converted.files.map((file) => `'${file.path}'`),
      ask,
    )
  } finally {
    connection.closeSync()
    instance.closeSync()
    await converted.close()
  }
}

/** Files below a new folder, whose URIs are `s3://lake/NAME`. */
export function writeFiles(contents: Readonly<Record<string, Content>>, world: World): FetchedFile[] {
  const folder = mkdtempSync(path.join(world.tmp, 'raw-'))
  return Object.entries(contents).map(([name, content]) => {
    const place = path.join(folder, name)
    mkdirSync(path.dirname(place), { recursive: true })
    writeFileSync(place, content)
    return { uri: `s3://lake/${name}`, path: place, bytes: statSync(place).size, version: '1', bytesFetched: 0 }
  })
}
