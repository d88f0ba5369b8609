import type { FileHandle } from 'node:fs/promises'
import { crc32 } from 'node:zlib'
import type { ByteRange } from '../../core/data-source.js'
import { split } from '../ranges.js'
import { codeOf } from './entry.js'

/** Bytes that are in memory at once. */
const STEP = 2 ** 20

/** CRC-32 of a range; null when it can't be read whole. */
export async function checksum(handle: FileHandle, range: ByteRange, signal: AbortSignal): Promise<number | null> {
  let sum = 0
  for await (const bytes of chunks(handle, range, signal)) {
    if (bytes === null) return null
    sum = crc32(bytes, sum)
  }
  return sum
}

/** Copies a range to the same place of another file. False when it can't be read whole. */
export async function copyRange(from: FileHandle, to: FileHandle, range: ByteRange, signal: AbortSignal): Promise<boolean> {
  let position = range.start
  for await (const bytes of chunks(from, range, signal)) {
    if (bytes === null) return false
    await writeAll(to, bytes, position)
    position += bytes.length
  }
  return true
}

/** Writes every byte: one write may be cut short, as by a disk that is nearly full. */
export async function writeAll(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done)
    done += bytesWritten
  }
}

/** Reads a range into memory; null when the file ends before it, or the disk can't read it. */
export async function readRange(handle: FileHandle, range: ByteRange): Promise<Uint8Array | null> {
  const bytes = Buffer.alloc(range.end - range.start)
  for (let done = 0; done < bytes.length; ) {
    const read = await handle.read(bytes, done, bytes.length - done, range.start + done).catch(nullIfUnreadable)
    if (read === null || read.bytesRead === 0) return null
    done += read.bytesRead
  }
  return bytes
}

function nullIfUnreadable(error: unknown): null {
  if (codeOf(error) === 'EIO') return null
  throw error
}

async function* chunks(handle: FileHandle, range: ByteRange, signal: AbortSignal): AsyncGenerator<Uint8Array | null> {
  for (const piece of split([range], STEP)) {
    signal.throwIfAborted()
    const bytes = await readRange(handle, piece)
    yield bytes
    if (bytes === null) return
  }
}
