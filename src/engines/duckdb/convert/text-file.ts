import { createReadStream, createWriteStream } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import type { FetchedFile } from '../../../core/data-source.js'
import { interrupted, isKnownError, type KnownError, knownError } from '../../../core/errors.js'
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

/** Lines that a header may spread over, as names may hold line breaks. */
const HEAD_LINES = 32
const HEAD_LENGTH = 1_000_000

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
  if (compression === 'gzip') await gunzip(file, target, signal)
  const text =
    compression === 'gzip' ? { file, path: target, compression: 'uncompressed' as const } : { file, path: file.path, compression }
  return { ...text, lines: await firstLines(text, connection) }
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
  const { bytesRead, buffer } = await handle.read(Buffer.alloc(4), 0, 4, 0)
  const magic = buffer.subarray(0, bytesRead).toString('latin1')
  if (magic.startsWith('PAR1')) {
    throw knownError('data', `${file.uri} is Parquet, not text`, {
      hint: 'name it by what it is, or set format: parquet where the config names its source',
    })
  }
  if (magic.startsWith('\xff\xfe') || magic.startsWith('\xfe\xff')) {
    throw knownError('data', `${file.uri} is UTF-16`, { hint: 'write it as UTF-8' })
  }
  if (magic.startsWith('\x1f\x8b')) return 'gzip'
  if (magic !== '\x28\xb5\x2f\xfd') return 'uncompressed'
  if (await isWholeZstd(handle)) return 'zstd'
  throw damaged(file, 'it is truncated, or no Zstandard frame')
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

async function firstLines(
  { file, path: place, compression }: Omit<TextFile, 'lines'>,
  connection: Connection,
): Promise<string[]> {
  // A smaller buffer is read faster, and nearly always enough.
  for (const most of [1_000_000, LONGEST_LINE]) {
    try {
      const lines = `read_csv([${pathLiteral(place)}], ${[...RAW_LINES, `compression = '${compression}'`, ...lineLimits(most)].join(', ')})`
      const rows = await connection.rows(`SELECT left(line, ${HEAD_LENGTH}) FROM ${lines} LIMIT ${HEAD_LINES}`)
      const found = rows.flatMap(([line]) => (line === null ? [] : [String(line)]))
      if (found.some((line) => line.includes('\0'))) throw binary(file)
      return found.filter((line) => line.trim() !== '')
    } catch (error) {
      if (most === LONGEST_LINE || isKnownError(error)) throw explainText(error, [{ file, path: place }])
    }
  }
  return []
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
  return [`max_line_size = ${most}`, `buffer_size = ${Math.max(2 * most, 1 << 20)}`]
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
