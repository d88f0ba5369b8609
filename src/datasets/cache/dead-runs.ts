import { createHash, randomBytes } from 'node:crypto'
import { lstat, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import type { World } from '../../core/ports.js'
import { codeOf, type Entry, namesIn, nullIfAbsent, readEntry } from './entry.js'
import { PARTS_FILE } from './place.js'

/** Drafts that a later run may go on with end so. */
export const DRAFT_SUFFIX = '.draft'

/** Names of run folders that this process has open. Another one with its pid is from a process before it. */
const OPEN_RUNS = new Set<string>()

/** A run of another machine, or one whose pid has been given to another process, counts as dead after a day without change. */
const DAY_MS = 86_400_000

/** A new name of a run folder; the run counts as alive until `forgetRun`. */
export function nameRun(world: World): string {
  const name = `run-${hostDigest(world)}-${world.pid}-${randomBytes(6).toString('hex')}`
  OPEN_RUNS.add(name)
  return name
}

export function forgetRun(name: string): void {
  OPEN_RUNS.delete(name)
}

export interface DeadRuns {
  /** Their new names. */
  readonly folders: readonly string[]
  readonly drafts: readonly Entry[]
}

/** Takes over the folders of runs that were killed, each in one step, and removes what nobody can use. `own` says what time it is there. */
export async function adoptDeadRuns(directory: string, own: string, world: World): Promise<DeadRuns> {
  const folders: string[] = []
  const drafts: Entry[] = []
  for (const dead of await findDeadRuns(directory, own, world)) {
    const name = nameRun(world)
    const folder = path.join(directory, name)
    if (!(await takeOver(dead, folder))) {
      forgetRun(name)
      continue
    }
    folders.push(folder)
    for (const child of await namesIn(folder)) {
      const found = child.endsWith(DRAFT_SUFFIX) ? await readEntry(path.join(folder, child), null) : null
      if (found !== null && 'entry' in found && found.entry.parts.length > 0) drafts.push(found.entry)
      else await rm(path.join(folder, child), { recursive: true, force: true })
    }
  }
  return { folders, drafts }
}

/** Absolute paths. `own` is a folder that was just made, so that clocks of other machines do not matter. */
export async function findDeadRuns(directory: string, own: string | null, world: World): Promise<string[]> {
  const now = own === null ? world.now().getTime() : (await lstat(own)).mtimeMs
  const dead: string[] = []
  for (const name of await namesIn(directory)) {
    const folder = path.join(directory, name)
    if (await isDead(name, folder, now, world)) dead.push(folder)
  }
  return dead
}

async function isDead(name: string, folder: string, now: number, world: World): Promise<boolean> {
  const [, host, id = ''] = /^run-([0-9a-f]{12})-(\d{1,10})-[0-9a-f]{12}$/.exec(name) ?? []
  if (host === undefined || OPEN_RUNS.has(name)) return false
  if (host === hostDigest(world)) {
    const pid = Number(id)
    if (pid === world.pid || !world.isAlive(pid)) return true
  }
  return now - (await lastChange(folder)) > DAY_MS
}

async function lastChange(folder: string): Promise<number> {
  const children = await namesIn(folder)
  const places = [folder, ...children.flatMap((name) => [path.join(folder, name), path.join(folder, name, PARTS_FILE)])]
  const times = await Promise.all(places.map(async (place) => (await lstat(place).catch(nullIfAbsent))?.mtimeMs ?? 0))
  return Math.max(...times)
}

async function takeOver(dead: string, folder: string): Promise<boolean> {
  try {
    await rename(dead, folder)
    return true
  } catch (error) {
    // Another process was faster, or it is another user's.
    if (['ENOENT', 'EACCES', 'EPERM'].includes(codeOf(error) ?? '')) return false
    throw error
  }
}

/** Names of hosts may hold anything. */
function hostDigest({ host }: World): string {
  return createHash('sha256').update(host).digest('hex').slice(0, 12)
}
