import { constants } from 'node:fs'
import { type FileHandle, mkdir, open, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { ByteRange, SourceFile } from '../../core/data-source.js'
import { normalise, split, subtract, totalBytes } from '../ranges.js'
import { checksum, copyRange, writeAll } from './checksum.js'
import type { Entry } from './entry.js'
import { formatHeader, formatPart, type Kept, type Part } from './parts-file.js'
import { DATA_FILE, PARTS_FILE } from './place.js'
import { damagedParts } from './reader.js'

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
  /** Adds what is missing of a part from an open file of the same object. False when it is damaged there. */
  copy(from: FileHandle, part: Part): Promise<boolean>
  /** To be called before the folder is renamed. */
  close(): Promise<void>
}

/** Parts are no longer than this, so that a footer can be verified without its whole file. */
const PART_BYTES = 4 * 2 ** 20

export async function createDraft(folder: string, file: SourceFile, signal: AbortSignal): Promise<Draft> {
  const entry = { folder, data: path.join(folder, DATA_FILE), file, parts: [] }
  await mkdir(folder, { mode: 0o700 })
  try {
    return await openDraft(entry, constants.O_CREAT | constants.O_EXCL, signal, async (data, journal) => {
      await data.truncate(file.bytes)
      await journal.appendFile(formatHeader(file))
      return []
    })
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
}

/** Goes on with what was written before, without the parts that are damaged. */
export async function resumeDraft(entry: Entry, signal: AbortSignal): Promise<Draft> {
  return await openDraft(entry, 0, signal, async (data, journal) => {
    const damaged = await damagedParts(data, entry.parts, signal)
    const parts = entry.parts.filter((part) => !damaged.includes(part))
    if (damaged.length > 0) {
      await journal.truncate(0)
      await journal.appendFile(formatParts({ file: entry.file, parts }))
    }
    return parts
  })
}

/** Replaces a parts file in one step. */
export async function rewriteParts(folder: string, kept: Kept): Promise<void> {
  const whole = path.join(folder, `${PARTS_FILE}.new`)
  await writeFile(whole, formatParts(kept), { mode: 0o600 })
  await rename(whole, path.join(folder, PARTS_FILE))
}

function formatParts({ file, parts }: Kept): string {
  return [formatHeader(file), ...parts.map(formatPart)].join('')
}

/** Opens both files of a draft; `begin` says which parts are there already. */
async function openDraft(
  entry: Entry,
  flags: number,
  signal: AbortSignal,
  begin: (data: FileHandle, journal: FileHandle) => Promise<readonly Part[]>,
): Promise<Draft> {
  const data = await open(entry.data, constants.O_RDWR | constants.O_NOFOLLOW | flags, 0o600)
  const handles = [data]
  const close = async () => {
    for (const handle of handles.splice(0)) await handle.close()
  }
  try {
    const journal = await open(path.join(entry.folder, PARTS_FILE), constants.O_WRONLY | constants.O_APPEND | flags, 0o600)
    handles.push(journal)
    const parts = await begin(data, journal)
    return { ...writing({ ...entry, parts }, data, journal, signal), close }
  } catch (error) {
    await close()
    throw error
  }
}

function writing(entry: Entry, data: FileHandle, journal: FileHandle, signal: AbortSignal): Omit<Draft, 'close'> {
  const parts = [...entry.parts]
  // With what commits that are under way will add to the parts.
  let taken: readonly ByteRange[] = normalise(parts)
  let written: readonly ByteRange[] = []
  const add = async (range: ByteRange) => {
    const fresh = subtract([range], taken)
    taken = normalise([...taken, ...fresh])
    for (const piece of fresh.flatMap((each) => split([each], PART_BYTES))) {
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
      written = normalise([...written, range])
    },
    async commit(range) {
      const absent = subtract([range], [...written, ...taken])
      if (absent.length > 0)
        throw new Error(`${totalBytes(absent)} bytes of ${entry.file.uri} are missing at ${absent[0]?.start}`)
      await add(range)
    },
    async copy(from, part) {
      const fresh = subtract([part], taken)
      if (fresh.length > 0 && (await checksum(from, part, signal)) !== part.crc32) return false
      for (const range of fresh) {
        if (!(await copyRange(from, data, range, signal))) return false
        await add(range)
      }
      return true
    },
  }
}
