import { rmdir, utimes } from 'node:fs/promises'
import path from 'node:path'
import type { ByteRange, SourceFile } from '../../core/data-source.js'
import type { World } from '../../core/ports.js'
import { codeOf, type Entry, findEntries, nullIfAbsent, readEntry } from './entry.js'
import type { Part } from './parts-file.js'
import { DATA_FILE, objectDigest, objectFolder, rangesDigest } from './place.js'
import { publish } from './publish.js'
import { covers } from './ranges.js'
import { damagedParts, openData } from './reader.js'
import type { Run } from './run.js'

/** A file of which some ranges can be read. */
export interface FilledFile {
  /** Stays until the cache is closed. */
  readonly path: string
  /** Stays until the cache replaces or evicts it. */
  readonly kept: string
}

/** The entries that every run sees. */
export interface Published {
  /** Those of an object that look undamaged without reading their data; the others are told and removed. */
  find(file: SourceFile): Promise<readonly Entry[]>
  /** Makes an entry's bytes readable here after verifying those that are wanted; null = they are gone or damaged. */
  use(entry: Entry, wanted: readonly ByteRange[]): Promise<FilledFile | null>
  /** Publishes an entry in one step, in place of all that have less. It must not be open any more. */
  add(draft: Entry, wanted: readonly ByteRange[]): Promise<FilledFile>
  remove(folder: string): Promise<void>
  /** Tells of damaged parts, and takes the entry out: the others may be gone on with. */
  reopen(entry: Entry, damaged: readonly Part[]): Promise<void>
  /** Removes all that is here of an object. */
  forget(file: SourceFile): Promise<void>
  /** Publishes what this run took over and had no use for. */
  addLeftovers(): Promise<void>
  /** Folders of the entries that this run uses. */
  readonly used: ReadonlySet<string>
}

/** The published entries, as a run sees them. */
export function publishedEntries(run: Run, world: World): Published {
  const { objects } = run
  const used = new Set<string>()
  const warn = (uri: string, problem: string) =>
    world.log.warn(`what the cache has of ${uri} is damaged (${problem}) and will be fetched again`)

  const fileAt = async (folder: string, link: string): Promise<FilledFile> => {
    used.add(folder)
    await touch(folder, world.now())
    return { path: link, kept: path.join(folder, DATA_FILE) }
  }

  const find = async (file: SourceFile) => {
    const entries: Entry[] = []
    for (const found of await findEntries(objectFolder(objects, objectDigest(file)), file)) {
      if ('entry' in found) entries.push(found.entry)
      else if (await run.remove(found.folder)) warn(file.uri, found.problem)
    }
    return entries
  }

  const use = async (entry: Entry, wanted: readonly ByteRange[]) => {
    const link = await run.link(entry.data)
    const handle = link === null ? null : await openData(link)
    if (link === null || handle === null) return null
    const damaged = await damagedParts(handle, entry.parts, wanted, world.signal).finally(() => handle.close())
    if (damaged.length === 0) return await fileAt(entry.folder, link)
    await reopen(entry, damaged)
    return null
  }

  const reopen = async (entry: Entry, damaged: readonly Part[]) => {
    warn(entry.file.uri, `${damaged.length} of ${entry.parts.length} parts are not what was written`)
    const good = entry.parts.filter((part) => !damaged.includes(part))
    await run.reopen(entry, good)
  }

  const remove = async (folder: string) => {
    await run.remove(folder)
    await removeIfEmpty(path.dirname(folder))
  }

  const removeLesser = async (folder: string, entry: Entry) => {
    // Without hard links, another run may be reading them.
    if (!run.canLink()) return
    for (const other of await find(entry.file)) {
      if (other.folder !== folder && covers(entry.parts, other.parts)) await run.remove(other.folder)
    }
  }

  const add = async (draft: Entry, wanted: readonly ByteRange[]) => {
    const folder = path.join(objectFolder(objects, objectDigest(draft.file)), rangesDigest(draft.parts))
    const link = await run.link(draft.data)
    await touch(draft.folder, world.now())
    const faster = await publish(draft.folder, folder, () => usePublished(folder, draft, wanted))
    if (faster !== null) return faster
    await removeLesser(folder, draft)
    return await fileAt(folder, link === null || link === draft.data ? path.join(folder, DATA_FILE) : link)
  }

  /** Uses what another process has published meanwhile, unless it is damaged. */
  const usePublished = async (folder: string, draft: Entry, wanted: readonly ByteRange[]) => {
    const found = await readEntry(folder, objectDigest(draft.file))
    const same = found !== null && 'entry' in found ? await use(found.entry, wanted) : null
    await run.remove(same === null ? folder : draft.folder)
    return same
  }

  const forget = async (file: SourceFile) => {
    const leftovers = run.takeLeftovers(objectDigest(file))
    for (const { folder } of [...leftovers, ...(await find(file))]) await remove(folder)
  }

  const addLeftovers = async () => {
    for (const leftover of run.leftovers(null)) {
      const there = await find(leftover.file)
      if (!there.some((entry) => covers(entry.parts, leftover.parts))) await add(leftover, [])
    }
  }

  return { find, use, add, remove, reopen, forget, addLeftovers, used }
}

/** Notes a use; an entry that is gone meanwhile needs none. */
async function touch(folder: string, now: Date): Promise<void> {
  await utimes(folder, now, now).catch(nullIfAbsent)
}

async function removeIfEmpty(folder: string): Promise<void> {
  await rmdir(folder).catch((error: unknown) => (NOT_EMPTY.has(codeOf(error) ?? '') ? null : nullIfAbsent(error)))
}

const NOT_EMPTY = new Set(['ENOTEMPTY', 'EEXIST'])
