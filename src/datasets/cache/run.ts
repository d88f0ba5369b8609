import { link, mkdir, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import type { World } from '../../core/ports.js'
import { adoptDeadRuns, DRAFT_SUFFIX, forgetRun, nameRun } from './dead-runs.js'
import { rewriteParts } from './draft.js'
import { codeOf, type Entry, nullIfAbsent } from './entry.js'
import type { Part } from './parts-file.js'
import { DATA_FILE, OBJECTS, objectDigest } from './place.js'

/** What one run has in the cache directory for itself: drafts, links to what it uses, what it removes. */
export interface Run {
  /** Where its published entries are: of a run that keeps nothing, in a folder of its own. */
  readonly objects: string
  /** A new path for a draft. */
  draftFolder(): string
  /** A new path for a file. */
  file(): string
  /**
   * A path of the same data that stays until the run ends, whoever evicts the entry.
   * Where hard links do not work, the data's own path; null = it is gone.
   */
  link(data: string): Promise<string | null>
  /** False once hard links were found not to work: then what one run removes goes from under the others. */
  canLink(): boolean
  /** Removes a folder: out of the cache in one step, then from the disk. False = another process did. */
  remove(folder: string): Promise<boolean>
  /** Takes an entry out of the cache in one step, as a leftover of those of its parts that are still good. */
  reopen(entry: Entry, good: readonly Part[]): Promise<void>
  /** What may be gone on with, of an object or of all: drafts of killed runs, and what is good of damaged entries. */
  leftovers(object: string | null): readonly Entry[]
  /** Those of an object, handed out once. */
  takeLeftovers(object: string): readonly Entry[]
  close(): Promise<void>
}

/** Opens a folder of this run. One that keeps what it fetches also takes over what runs that were killed have left. */
export async function startRun(directory: string, keep: boolean, world: World): Promise<Run> {
  const name = nameRun(world)
  const folder = path.join(directory, name)
  await mkdir(directory, { recursive: true, mode: 0o700 })
  await mkdir(folder, { mode: 0o700 })
  const dead = keep ? await adoptDeadRuns(directory, folder, world) : { folders: [], drafts: [] }
  const leftovers = new Set<Entry>(dead.drafts)
  const ofObject = (object: string | null) =>
    [...leftovers].filter(({ file }) => object === null || objectDigest(file) === object)
  const draftSuffix = keep ? DRAFT_SUFFIX : '.once'
  let counter = 0
  let hasLinks = true
  const newPath = (suffix: string) => path.join(folder, `${counter++}${suffix}`)
  const takeOut = async (taken: string, suffix: string) => {
    const target = newPath(suffix)
    const done = await rename(taken, target).then(() => true, nullIfAbsent)
    return done === null ? null : target
  }
  return {
    objects: path.join(keep ? directory : folder, OBJECTS),
    draftFolder: () => newPath(draftSuffix),
    file: () => newPath('.parquet'),
    async link(data) {
      const target = newPath('.parquet')
      try {
        if (!hasLinks) return data
        await link(data, target)
        return target
      } catch (error) {
        if (!NO_LINKS.has(codeOf(error) ?? '')) return nullIfAbsent(error)
        hasLinks = false
        return data
      }
    },
    canLink: () => hasLinks,
    async remove(removed) {
      const out = await takeOut(removed, '.out')
      if (out !== null) await rm(out, { recursive: true, force: true })
      return out !== null
    },
    async reopen(entry, good) {
      const out = await takeOut(entry.folder, draftSuffix)
      for (const leftover of leftovers) if (leftover.folder === entry.folder) leftovers.delete(leftover)
      if (out === null) return
      await rewriteParts(out, { file: entry.file, parts: good })
      leftovers.add({ file: entry.file, parts: good, folder: out, data: path.join(out, DATA_FILE) })
    },
    leftovers: ofObject,
    takeLeftovers(object) {
      const taken = ofObject(object)
      for (const entry of taken) leftovers.delete(entry)
      return taken
    },
    async close() {
      for (const own of [folder, ...dead.folders]) {
        await rm(own, { recursive: true, force: true })
        forgetRun(path.basename(own))
      }
    },
  }
}

/** What a file system without hard links answers. */
const NO_LINKS = new Set(['EXDEV', 'EPERM', 'EACCES', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EINVAL'])
