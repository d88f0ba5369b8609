import type { FileHandle } from 'node:fs/promises'

const FRAME = 0xfd2fb528
/** Frames of any content that readers skip: sixteen numbers. */
const SKIPPED = 0x184d2a50

/**
 * Whether a file consists of whole Zstandard frames (RFC 8878). The engine takes a truncated one for one of
 * fewer rows.
 */
export async function isWholeZstd(file: FileHandle): Promise<boolean> {
  const { size } = await file.stat()
  let at = 0
  while (at < size) {
    const next = await skipFrame(file, at)
    if (next === null || next > size) return false
    at = next
  }
  return true
}

/** Where the frame ends that starts at a place; null = none starts there, or it has no end. */
async function skipFrame(file: FileHandle, start: number): Promise<number | null> {
  const head = await read(file, start, 8)
  const magic = head?.readUInt32LE(0)
  if (head === null || magic === undefined) return null
  if ((magic & 0xfffffff0) >>> 0 === SKIPPED) return start + 8 + head.readUInt32LE(4)
  if (magic !== FRAME) return null
  const flags = head.readUInt8(4)
  const isSingleSegment = (flags & 0x20) !== 0
  const dictionary = [0, 1, 2, 4][flags & 3] ?? 0
  const contentSize = [isSingleSegment ? 1 : 0, 2, 4, 8][flags >> 6] ?? 0
  let at = start + 5 + (isSingleSegment ? 0 : 1) + dictionary + contentSize
  for (let isLast = false; !isLast; ) {
    const block = (await read(file, at, 3))?.readUIntLE(0, 3)
    if (block === undefined) return null
    isLast = (block & 1) === 1
    // A block of one repeated byte holds that byte alone.
    at += 3 + (((block >> 1) & 3) === 1 ? 1 : block >> 3)
  }
  return at + ((flags & 4) === 0 ? 0 : 4)
}

async function read(file: FileHandle, at: number, length: number): Promise<Buffer | null> {
  const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, at)
  return bytesRead === length ? buffer : null
}
