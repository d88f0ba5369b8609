import { z } from 'zod'
import type { ByteRange, SourceFile } from '../../core/data-source.js'

/** Bytes that have arrived whole, with their CRC-32. */
export interface Part extends ByteRange {
  readonly crc32: number
}

/** What a parts file says: whose bytes these are, and which. */
export interface Kept {
  readonly file: Pick<SourceFile, 'uri' | 'version' | 'bytes'>
  /** Apart from each other, in the order of arrival. */
  readonly parts: readonly Part[]
}

const VERSION = 1

const Header = z.object({
  schemaVersion: z.literal(VERSION),
  uri: z.string(),
  version: z.string(),
  bytes: z.int().min(0),
})

const Newer = z.object({ schemaVersion: z.int().gt(VERSION) })

const Line = z.tuple([z.int().min(0), z.int().min(1), z.int().min(0)])

/** First line of a parts file. Names the object and nothing else: no credentials, no query of a presigned URL. */
export function formatHeader({ uri, version, bytes }: Kept['file']): string {
  return JSON.stringify({ schemaVersion: VERSION, uri, version, bytes })
}

/** A further line; appended once the bytes are written. The line break is in front, so that one that was torn spoils no other. */
export function formatPart({ start, end, crc32 }: Part): string {
  return `\n${JSON.stringify([start, end, crc32])}`
}

/** Reads a parts file, without what was torn as its writer was killed. `newer` = a later ctrain wrote it; null = it can't be read. */
export function parseParts(text: string): Kept | 'newer' | null {
  const [first = '', ...lines] = text.split('\n')
  const json = parseJson(first)
  if (Newer.safeParse(json).success) return 'newer'
  const header = Header.safeParse(json)
  if (!header.success) return null
  const { uri, version, bytes } = header.data
  const parts: Part[] = []
  for (const line of lines) {
    const parsed = Line.safeParse(parseJson(line))
    const [start, end, crc32] = parsed.data ?? [0, 0, 0]
    if (start < end && end <= bytes) parts.push({ start, end, crc32 })
  }
  return areApart(parts) ? { file: { uri, version, bytes }, parts } : null
}

function areApart(parts: readonly Part[]): boolean {
  const sorted = [...parts].sort((a, b) => a.start - b.start)
  return sorted.every((part, index) => part.start >= (sorted[index - 1]?.end ?? 0))
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
