import { mkdir, rm } from 'node:fs/promises'
import path from 'node:path'
import type { FetchedFile } from '../../../core/data-source.js'
import { type Format, isTransformOutput, readAs } from '../../../core/format.js'
import type { EngineLimits, World } from '../../../core/ports.js'
import type { Converted, RawFiles, WantedColumns } from '../../../core/raw-files.js'
import { literal } from '../../../core/sql.js'
import type { Connection } from '../connection.js'
import { explainText } from './broken.js'
import type { Readable } from './columns.js'
import { readCsv } from './csv.js'
import { AS_PARQUET, writeFiles } from './folder.js'
import { readJson } from './json-lines.js'
import { flattenOutput } from './output-lines.js'
import { refuseStrayTexts } from './stray-texts.js'
import { openText, type TextFile } from './text-file.js'

/** The files of a source as Parquet, in their order: those that are none are written anew, their rows in order. */
export async function convert(raw: RawFiles, wanted: WantedColumns, limits: EngineLimits, world: World): Promise<Converted> {
  const texts = raw.files.filter((file) => readAs(file.uri, raw) !== 'parquet')
  if (texts.length === 0) return { files: raw.files, async close() {} }
  return await writeFiles(texts, limits, world, async (folder, connection) => {
    const scratch = path.join(folder, 'text')
    await mkdir(scratch)
    const readable = await readTexts(texts, raw, wanted, { scratch, connection, signal: world.signal })
    await refuseStrayTexts(readable, wanted.numbers, connection)
    const converted: FetchedFile[] = []
    for (const [index, file] of raw.files.entries()) {
      const found = readable.find(({ text }) => text.file === file)
      const target = path.join(folder, `${index}.parquet`)
      if (found !== undefined) await write(found, target, connection)
      converted.push(found === undefined ? file : { ...file, path: target })
    }
    await rm(scratch, { recursive: true })
    return converted
  })
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

function formatOfText({ file, lines: [first = ''] }: TextFile, raw: RawFiles): Format {
  return readAs(file.uri, raw) ?? (/^\s*[[{]/.test(first) ? 'json' : 'csv')
}

async function write({ text, select }: Readable, target: string, connection: Connection): Promise<void> {
  try {
    await connection.rows(`COPY (${select}) TO ${literal(target)} (${AS_PARQUET})`)
  } catch (error) {
    throw explainText(error, [text])
  }
}
