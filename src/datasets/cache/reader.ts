import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import type { ByteRange } from '../../core/data-source.js'
import { overlapping } from '../ranges.js'
import { checksum, readRange } from './checksum.js'
import { type Entry, nullIfAbsent } from './entry.js'
import type { Part } from './parts-file.js'

/** Opens the data of an entry, and no link in its place; null = it is gone. */
export async function openData(data: string): Promise<FileHandle | null> {
  return await open(data, constants.O_RDONLY | constants.O_NOFOLLOW).catch(nullIfAbsent)
}

/** Those that are not as they were written. */
export async function damagedParts(handle: FileHandle, parts: readonly Part[], signal: AbortSignal): Promise<Part[]> {
  const damaged: Part[] = []
  for (const part of parts) {
    if ((await checksum(handle, part, signal)) !== part.crc32) damaged.push(part)
  }
  return damaged
}

/** Those that have bytes of these ranges. */
export function partsWith(parts: readonly Part[], ranges: readonly ByteRange[]): Part[] {
  return parts.filter((part) => overlapping(ranges, part).length > 0)
}

/** The bytes of a range that an entry has, if they are as they were written; otherwise the parts that are damaged, or null when it is gone. */
export async function readVerified(entry: Entry, range: ByteRange, signal: AbortSignal): Promise<Uint8Array | Part[] | null> {
  const handle = await openData(entry.data)
  if (handle === null) return null
  try {
    const damaged = await damagedParts(handle, partsWith(entry.parts, [range]), signal)
    return damaged.length > 0 ? damaged : await readRange(handle, range)
  } finally {
    await handle.close()
  }
}
