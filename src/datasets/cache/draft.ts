import { constants } from 'node:fs'
import { type FileHandle, mkdir, open, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { ByteRange, SourceFile } from '../../core/data-source.js'
import { checksum, copyRange, writeAll } from './checksum.js'
import type { Entry } from './entry.js'
import { formatHeader, formatPart, type Kept, type Part } from './parts-file.js'
import { DATA_FILE, PARTS_FILE } from './place.js'
import { lengthOf, pieces, union, without } from './ranges.js'

/** Where the bytes of an object go as they arrive. */
export interface Sink {
  /** Errors of the file system are known errors; writing again would not help. */
  write(position: number, bytes: Uint8Array): Promise<void>
  /**
   * The range has arrived whole, and its checksum is recorded: a killed run need not fetch it again.
   * In any order, also at once. Rejects when a byte of it was not written.
   */
  commit(range: ByteRange): Promise<void>
}

/** An entry that is being written, in a folder of its own. */
export interface Draft extends Entry, Sink {
  /** What is committed. */
  readonly parts: readonly Part[]
  /** Adds what an open file of the same object has of a part, if it is undamaged there. */
  copy(from: FileHandle, part: Part): Promise<boolean>
  /** To be called before the folder is renamed. */
  close(): Promise<void>
}

/** Parts are no longer than this, so that a footer can be verified without its whole file. */
const PART_BYTES = 4 * 2 ** 20

export async function createDraft(folder: string, file: SourceFile, signal: AbortSignal): Promise<Draft> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await writeFile(path.join(folder, PARTS_FILE), formatHeader(file), { mode: 0o600, flag: 'wx' })
  const handle = await open(path.join(folder, DATA_FILE), 'wx+', 0o600)
  try {
    await handle.truncate(file.bytes)
    return await openDraft({ folder, data: path.join(folder, DATA_FILE), file, parts: [] }, handle, signal)
  } catch (error) {
    await handle.close()
    throw error
  }
}

/** Goes on with what a killed run has left, without the parts that are damaged. */
export async function resumeDraft(entry: Entry, signal: AbortSignal): Promise<Draft> {
  const handle = await open(entry.data, constants.O_RDWR | (constants.O_NOFOLLOW ?? 0))
  try {
    const parts: Part[] = []
    for (const part of entry.parts) {
      if ((await checksum(handle, part, signal)) === part.crc32) parts.push(part)
    }
    await rewriteParts(entry.folder, { file: entry.file, parts })
    return await openDraft({ ...entry, parts }, handle, signal)
  } catch (error) {
    await handle.close()
    throw error
  }
}

/** Replaces a parts file in one step. */
export async function rewriteParts(folder: string, { file, parts }: Kept): Promise<void> {
  const whole = path.join(folder, `${PARTS_FILE}.new`)
  await writeFile(whole, [formatHeader(file), ...parts.map(formatPart)].join(''), { mode: 0o600 })
  await rename(whole, path.join(folder, PARTS_FILE))
}

async function openDraft(entry: Entry, data: FileHandle, signal: AbortSignal): Promise<Draft> {
  const parts = [...entry.parts]
  // What a commit under way will add to the parts.
  let taken: ByteRange[] = union(parts)
  let written: ByteRange[] = []
  const journal = await open(path.join(entry.folder, PARTS_FILE), 'a', 0o600)
  const add = async (range: ByteRange) => {
    const fresh = without([range], taken)
    taken = union([...taken, ...fresh])
    for (const piece of fresh.flatMap((each) => pieces(each, PART_BYTES))) {
      const sum = await checksum(data, piece, signal)
      if (sum === null) throw new Error(`${entry.data} was cut while it was written`)
      const part = { ...piece, crc32: sum }
      await journal.appendFile(formatPart(part))
      parts.push(part)
    }
  }
  return {
    ...entry,
    parts,
    async write(position, bytes) {
      const range = { start: position, end: position + bytes.length }
      if (position < 0 || range.end > entry.file.bytes)
        throw new RangeError(`bytes ${position}-${range.end} of ${entry.file.uri}`)
      await writeAll(data, bytes, position)
      written = union([...written, range])
    },
    async commit(range) {
      const absent = without([range], [...written, ...taken])
      if (absent.length > 0) throw new Error(`${lengthOf(absent)} bytes of ${entry.file.uri} are missing at ${absent[0]?.start}`)
      await add(range)
    },
    async copy(from, part) {
      if ((await checksum(from, part, signal)) !== part.crc32) return false
      for (const range of without([part], taken)) {
        if (!(await copyRange(from, data, range, signal))) return false
        await add(range)
      }
      return true
    },
    async close() {
      await data.close()
      await journal.close()
    },
  }
}
