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

/** Writes files of these names, and what they become as Parquet. */
export async function convertFiles(
  contents: Readonly<Record<string, Content>>,
  world: World,
  options: Partial<RawFiles & WantedColumns> = {},
): Promise<ReadFiles> {
  const files = writeFiles(contents, world)
  const raw: RawFiles = { files, format: null, columnNames: null, columnNamesKey: 'dataset.column_names', ...options }
  const wanted: WantedColumns = { names: null, required: [], numbers: ['label'], prediction: 'score', ...options }
  const engine = await ENGINES.duckdb()
  const converted = await engine.convert(raw, wanted, {}, world)
  try {
    return await readRows(converted.files)
  } finally {
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

async function readRows(files: readonly FetchedFile[]): Promise<ReadFiles> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  try {
    const ask = async (sql: string) => (await connection.runAndReadAll(sql)).getRowObjectsJson()
    const list = files.map((file) => `'${file.path}'`).join(', ')
    const described = await ask(`DESCRIBE SELECT * FROM read_parquet([${list}], union_by_name = true)`)
    const rows: Record<string, unknown>[][] = []
    for (const file of files) rows.push(await ask(`SELECT * FROM read_parquet('${file.path}')`))
    return { rows, types: Object.fromEntries(described.map((row) => [String(row['column_name']), String(row['column_type'])])) }
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}
