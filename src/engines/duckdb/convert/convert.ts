import { mkdir, rm } from 'node:fs/promises'
import path from 'node:path'
import type { FetchedFile } from '../../../core/data-source.js'
import { type Format, formatOf, isTransformOutput } from '../../../core/format.js'
import type { World } from '../../../core/ports.js'
import type { ConvertTarget, RawFiles, WantedColumns } from '../../../core/raw-files.js'
import { literal } from '../../../core/sql.js'
import { type Connection, connect } from '../connection.js'
import { explainText } from './broken.js'
import type { Readable } from './columns.js'
import { readCsv } from './csv.js'
import { readJson } from './json-lines.js'
import { flattenOutput } from './output-lines.js'
import { openText, type TextFile } from './text-file.js'

/** The files of a source as Parquet, in their order: those that are none are written anew, their rows in order. */
export async function convert(
  raw: RawFiles,
  wanted: WantedColumns,
  { folder, limits }: ConvertTarget,
  world: World,
): Promise<readonly FetchedFile[]> {
  const texts = raw.files.filter((file) => namedFormat(file, raw) !== 'parquet')
  if (texts.length === 0) return raw.files
  const scratch = path.join(folder, 'text')
  await mkdir(scratch)
  const connection = await connect(
    texts.map((file) => file.path),
    limits,
    world,
    folder,
  )
  try {
    const readable = await readTexts(texts, raw, wanted, { scratch, connection, signal: world.signal })
    const converted: FetchedFile[] = []
    for (const [index, file] of raw.files.entries()) {
      const found = readable.find(({ text }) => text.file === file)
      const target = path.join(folder, `${index}.parquet`)
      if (found !== undefined) await write(found, target, connection)
      converted.push(found === undefined ? file : { ...file, path: target })
    }
    return converted
  } finally {
    await connection.close()
    await rm(scratch, { recursive: true, force: true })
  }
}

interface Reading {
  /** A folder for texts that are written on the way. */
  readonly scratch: string
  readonly connection: Connection
  readonly signal: AbortSignal
}

async function readTexts(
  files: readonly FetchedFile[],
  raw: RawFiles,
  wanted: WantedColumns,
  { scratch, connection, signal }: Reading,
): Promise<Readable[]> {
  const csv: TextFile[] = []
  const json: TextFile[] = []
  for (const [index, file] of files.entries()) {
    const target = path.join(scratch, String(index))
    const text = await openText(file, target, connection, signal)
    if (formatOfText(text, raw) === 'csv') csv.push(text)
    else if (!isTransformOutput(file.uri)) json.push(text)
    else json.push(await flattenOutput(text, raw, wanted, `${target}.json`, connection, signal))
  }
  return [
    ...(csv.length === 0 ? [] : await readCsv(csv, raw, wanted, connection)),
    ...(json.length === 0 ? [] : await readJson(json, raw, wanted, connection)),
  ]
}

/** Null = the name of the file does not tell. */
function namedFormat({ uri }: FetchedFile, { format, columnNames }: RawFiles): Format | null {
  if (format !== null) return format
  if (isTransformOutput(uri)) return null
  return formatOf(uri) ?? (columnNames === null ? 'parquet' : 'csv')
}

function formatOfText({ file, lines: [first = ''] }: TextFile, raw: RawFiles): Format {
  return namedFormat(file, raw) ?? (/^\s*[[{]/.test(first) ? 'json' : 'csv')
}

async function write({ text, select }: Readable, target: string, connection: Connection): Promise<void> {
  try {
    await connection.rows(`COPY (${select}) TO ${literal(target)} (FORMAT parquet, USE_TMP_FILE false)`)
  } catch (error) {
    throw explainText(error, [text])
  }
}
