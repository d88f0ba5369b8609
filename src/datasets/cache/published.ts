import { rmdir, utimes } from 'node:fs/promises'
import path from 'node:path'
import type { ByteRange, SourceFile } from '../../core/data-source.js'
import type { World } from '../../core/ports.js'
import { covers } from '../ranges.js'
import { rewriteParts } from './draft.js'
import { codeOf, type Entry, findEntries, namesIn, nullIfAbsent, readEntry } from './entry.js'
import type { Part } from './parts-file.js'
import { DATA_FILE, objectDigest, objectFolder, rangesDigest } from './place.js'
import { publish } from './publish.js'
import { damagedParts, openData, partsWith } from './reader.js'
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
  /**
   * Publishes an entry in one step, in place of all that have less. It must not be open any more.
   * Wanted ranges can be read until the run ends; null = it is for others.
   */
  add(draft: Entry, wanted: readonly ByteRange[] | null): Promise<FilledFile>
  remove(folder: string): Promise<void>
  /** Tells of damaged parts, and takes the entry out: the others may be gone on with. */
  reopen(entry: Entry, damaged: readonly Part[]): Promise<void>
  /** Counts an entry among those that this run uses, from now on the most recent ones. */
  noteUse(folder: string): Promise<void>
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
  /** By object: what was found last. Others may have removed it meanwhile, which its use will show. */
  const known = new Map<string, readonly Entry[]>()
  const warn = (uri: string, problem: string) =>
    world.log.warn(`what the cache has of ${uri} is damaged (${problem}) and will be fetched again`)

  const noteUse = async (folder: string) => {
    used.add(folder)
    // One that is evicted meanwhile needs no note.
    await utimes(folder, world.now(), world.now()).catch(nullIfAbsent)
  }

  const fileAt = async (folder: string, link: string): Promise<FilledFile> => {
    await noteUse(folder)
    return { path: link, kept: path.join(folder, DATA_FILE) }
  }

  const find = async (file: SourceFile) => {
    const object = objectDigest(file)
    const entries = known.get(object) ?? (await look(file))
    known.set(object, entries)
    return entries
  }

  const look = async (file: SourceFile) => {
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
    if (link === null || handle === null) {
      known.delete(objectDigest(entry.file))
      return null
    }
    const damaged = await damagedParts(handle, partsWith(entry.parts, wanted), world.signal).finally(() => handle.close())
    if (damaged.length === 0) return await fileAt(entry.folder, link)
    await reopen(entry, damaged)
    return null
  }

  const reopen = async (entry: Entry, damaged: readonly Part[]) => {
    warn(entry.file.uri, `${damaged.length} of ${entry.parts.length} parts are not what was written`)
    known.delete(objectDigest(entry.file))
    run.leftovers.drop(entry)
    const folder = await run.takeOut(entry.folder)
    if (folder === null) return
    const kept = { file: entry.file, parts: entry.parts.filter((part) => !damaged.includes(part)) }
    await rewriteParts(folder, kept)
    run.leftovers.add({ ...kept, folder, data: path.join(folder, DATA_FILE) })
  }

  const remove = async (folder: string) => {
    await run.remove(folder)
    await removeIfEmpty(path.dirname(folder))
  }

  const removeLesser = async (folder: string, entry: Entry) => {
    // Without hard links, another run may be reading them.
    if (!run.canLink() || (await namesIn(path.dirname(folder))).length === 1) return
    for (const other of await look(entry.file)) {
      if (other.folder !== folder && covers(entry.parts, other.parts)) await run.remove(other.folder)
    }
  }

  const add = async (draft: Entry, wanted: readonly ByteRange[] | null) => {
    const folder = path.join(objectFolder(objects, objectDigest(draft.file)), rangesDigest(draft.parts))
    const data = path.join(folder, DATA_FILE)
    known.delete(objectDigest(draft.file))
    // Linked before it can be evicted.
    const link = wanted === null ? null : await run.link(draft.data)
    const faster = await publish(draft.folder, folder, () => usePublished(folder, draft, wanted))
    if (faster !== null) return faster
    await removeLesser(folder, draft)
    return await fileAt(folder, link === null || link === draft.data ? data : link)
  }

  /** Uses what another process has published meanwhile, unless it is damaged. */
  const usePublished = async (folder: string, draft: Entry, wanted: readonly ByteRange[] | null) => {
    const found = await readEntry(folder, objectDigest(draft.file))
    const entry = found !== null && 'entry' in found ? found.entry : null
    const same = entry === null ? null : wanted === null ? await fileAt(folder, entry.data) : await use(entry, wanted)
    await run.remove(same === null ? folder : draft.folder)
    return same
  }

  const forget = async (file: SourceFile) => {
    const object = objectDigest(file)
    const leftovers = run.leftovers.of(object)
    for (const leftover of leftovers) run.leftovers.drop(leftover)
    for (const { folder } of [...leftovers, ...(await look(file))]) await remove(folder)
    known.delete(object)
  }

  const addLeftovers = async () => {
    for (const leftover of run.leftovers.all().filter(({ parts }) => parts.length > 0)) {
      const there = await look(leftover.file)
      if (!there.some((entry) => covers(entry.parts, leftover.parts))) await add(leftover, null)
    }
  }

  return { find, use, add, remove, reopen, noteUse, forget, addLeftovers, used }
}

async function removeIfEmpty(folder: string): Promise<void> {
  await rmdir(folder).catch((error: unknown) => (NOT_EMPTY.has(codeOf(error) ?? '') ? null : nullIfAbsent(error)))
}

const NOT_EMPTY = new Set(['ENOTEMPTY', 'EEXIST'])
