import { link, mkdir, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import type { World } from '../../core/ports.js'
import { adoptDeadRuns, DRAFT_SUFFIX, forgetRun, nameRun } from './dead-runs.js'
import { codeOf, nullIfAbsent } from './entry.js'
import { createLeftovers, type Leftovers } from './leftovers.js'
import { OBJECTS } from './place.js'

/** What one run has in the cache directory for itself: drafts, links to what it uses, what it removes. */
export interface Run {
  /** Where its published entries are: of a run that keeps nothing, in a folder of its own. */
  readonly objects: string
  /** What may be gone on with. */
  readonly leftovers: Leftovers
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
  /** Takes a folder out of the cache in one step, as a draft; null = another process did. */
  takeOut(folder: string): Promise<string | null>
  /** Removes a folder: out of the cache in one step, then from the disk. False = another process did. */
  remove(folder: string): Promise<boolean>
  close(): Promise<void>
}

/** Opens a folder of this run. One that keeps what it fetches also takes over what runs that were killed have left. */
export async function startRun(directory: string, keep: boolean, world: World): Promise<Run> {
  const name = nameRun(world)
  const folder = path.join(directory, name)
  await mkdir(directory, { recursive: true, mode: 0o700 })
  await mkdir(folder, { mode: 0o700 })
  const dead = keep ? await adoptDeadRuns(directory, folder, world) : { folders: [], drafts: [] }
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
    leftovers: createLeftovers(dead.drafts),
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
    takeOut: async (taken) => await takeOut(taken, draftSuffix),
    async remove(removed) {
      const out = await takeOut(removed, '.out')
      if (out !== null) await rm(out, { recursive: true, force: true })
      return out !== null
    },
    async close() {
      for (const own of [folder, ...dead.folders]) {
        await rm(own, { recursive: true, force: true, maxRetries: 3 })
        forgetRun(path.basename(own))
      }
    },
  }
}

/** What a file system without hard links answers. */
const NO_LINKS = new Set(['EXDEV', 'EPERM', 'EACCES', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EINVAL'])
