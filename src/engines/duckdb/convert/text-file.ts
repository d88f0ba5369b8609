import { createReadStream, createWriteStream } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import type { FetchedFile } from '../../../core/data-source.js'
import { interrupted, type KnownError, knownError } from '../../../core/errors.js'
import type { Connection } from '../connection.js'
import { pathLiteral } from '../paths.js'
import { explainText, noSpace } from './broken.js'
import { isWholeZstd } from './zstd.js'

/** A file of text that the engine can read here. */
export interface TextFile {
  readonly file: FetchedFile
  readonly path: string
  readonly compression: 'uncompressed' | 'zstd'
  /** Its first lines, without empty ones; none = it has no rows. */
  readonly lines: readonly string[]
}

/** Bytes of a line, at most. */
export const LONGEST_LINE = 16_000_000

/** What of a file is looked at: bytes, and lines, as names in a header may hold line breaks. */
const HEAD_BYTES = 1 << 20
const HEAD_LINES = 32

/**
 * Looks into a file by its bytes, whatever its name says. One of gzip is decompressed into `target`: the engine
 * would take a damaged or truncated one for one of other rows.
 */
export async function openText(
  file: FetchedFile,
  target: string,
  connection: Connection,
  signal: AbortSignal,
): Promise<TextFile> {
  const compression = await withFile(file.path, (handle) => compressionOf(handle, file))
  if (compression === 'zstd') {
    return { file, path: file.path, compression, lines: headOf(await firstLines(file, connection), file) }
  }
  if (compression === 'gzip') await gunzip(file, target, signal)
  const place = compression === 'gzip' ? target : file.path
  const lines = await withFile(place, (handle) => readLines(handle, file))
  return { file, path: place, compression: 'uncompressed', lines: headOf(lines, file) }
}

async function withFile<T>(place: string, work: (handle: FileHandle) => Promise<T>): Promise<T> {
  const handle = await open(place)
  try {
    return await work(handle)
  } finally {
    await handle.close()
  }
}

async function compressionOf(handle: FileHandle, file: FetchedFile): Promise<'uncompressed' | 'gzip' | 'zstd'> {
  const magic = (await readHead(handle, 4)).toString('latin1')
  if (magic.startsWith('PAR1')) {
    throw knownError('data', `${file.uri} is Parquet, not text`, {
      hint: 'name it by what it is, or set format: parquet where the config names its source',
    })
  }
  if (magic.startsWith('\x1f\x8b')) return 'gzip'
  if (magic !== '\x28\xb5\x2f\xfd') return 'uncompressed'
  if (await isWholeZstd(handle)) return 'zstd'
  throw damaged(file, 'it is truncated, or no Zstandard frame')
}

async function readHead(handle: FileHandle, length: number): Promise<Buffer> {
  const { bytesRead, buffer } = await handle.read(Buffer.alloc(length), 0, length, 0)
  return buffer.subarray(0, bytesRead)
}

async function readLines(handle: FileHandle, file: FetchedFile): Promise<string[]> {
  const head = await readHead(handle, HEAD_BYTES)
  if (/^(\xff\xfe|\xfe\xff)/.test(head.toString('latin1', 0, 2))) {
    throw knownError('data', `${file.uri} is UTF-16`, { hint: 'write it as UTF-8' })
  }
  const lines = new TextDecoder().decode(head).split(/\r\n|\n|\r/)
  return head.length < HEAD_BYTES || lines.length === 1 ? lines : lines.slice(0, -1)
}

function headOf(lines: readonly string[], file: FetchedFile): string[] {
  const head = lines.slice(0, HEAD_LINES)
  if (head.some((line) => line.includes('\0'))) throw binary(file)
  return head.filter((line) => line.trim() !== '')
}

async function gunzip(file: FetchedFile, target: string, signal: AbortSignal): Promise<void> {
  try {
    await pipeline(createReadStream(file.path), createGunzip(), createWriteStream(target, { mode: 0o600 }), { signal })
  } catch (error) {
    if (signal.aborted) throw interrupted()
    if (!(error instanceof Error) || !('code' in error)) throw error
    if (String(error.code).startsWith('Z_')) throw damaged(file, error.message, error)
    if (error.code === 'ENOSPC') throw noSpace(path.dirname(target), error)
    throw error
  }
}

/** The first lines of a file that only the engine can decompress. */
async function firstLines(file: FetchedFile, connection: Connection): Promise<string[]> {
  const options = [...RAW_LINES, "compression = 'zstd'", ...lineLimits(LONGEST_LINE)].join(', ')
  try {
    const rows = await connection.rows(
      `SELECT left(line, ${HEAD_BYTES}) FROM read_csv([${pathLiteral(file.path)}], ${options}) LIMIT ${HEAD_LINES}`,
    )
    return rows.flatMap(([line]) => (line === null ? [] : [String(line)]))
  } catch (error) {
    throw explainText(error, [{ file, path: file.path }])
  }
}

/** A file as a table of its lines, whatever stands in them. */
export const RAW_LINES: readonly string[] = [
  'auto_detect = false',
  'hive_partitioning = false',
  "columns = {'line': 'VARCHAR'}",
  'header = false',
  "delim = '\u0001\u0002'",
  "quote = ''",
  "escape = ''",
  "comment = ''",
  "nullstr = ''",
]

/** Options that allow lines of so many bytes. */
export function lineLimits(most: number): string[] {
  return [`max_line_size = ${most}`, `buffer_size = ${2 * most}`]
}

function binary(file: FetchedFile): KnownError {
  return knownError('data', `${file.uri} is no text`, {
    hint: 'CSV and JSON Lines are read as UTF-8, plain or compressed with gzip or Zstandard',
  })
}

function damaged(file: FetchedFile, why: string, cause?: Error): KnownError {
  return knownError('data', `${file.uri} can't be decompressed: ${why}`, {
    hint: 'the file is damaged or truncated; write it again, or exclude it from the source',
    ...(cause && { cause }),
  })
}
