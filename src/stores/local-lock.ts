import { mkdir, readdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { pause } from '../aws/pause.js'
import { knownError } from '../core/errors.js'
import type { World } from '../core/ports.js'
import { draftPath, isDeadOwner, newOwner } from './local-drafts.js'
import { codeOf, unlessMissing } from './local-errors.js'

/**
 * Works on a file while no other process of this lock does. The lock is a hidden folder beside the file with one
 * file in it, whose name tells the process that holds it. The folder comes by renaming, which succeeds only where
 * none is or an empty one; so a lock is never seen without its holder, and whoever breaks that of a process that
 * was killed removes this holder's file and no other's, however late. Gives up after so many milliseconds.
 */
export async function withLock<T>(file: string, patience: number, world: World, work: () => Promise<T>): Promise<T> {
  const owner = newOwner(world)
  const lock = path.join(path.dirname(file), `.${path.basename(file)}.lock`)
  await acquire(file, { lock, owner, patience }, world)
  try {
    return await work()
  } finally {
    await rm(path.join(lock, owner), { force: true })
    await removeEmpty(lock)
  }
}

interface Wanted {
  readonly lock: string
  readonly owner: string
  readonly patience: number
}

async function acquire(file: string, { lock, owner, patience }: Wanted, world: World): Promise<void> {
  const draft = draftPath(file, owner)
  try {
    await mkdir(draft)
    await writeFile(path.join(draft, owner), `${world.pid} of ${world.host}\n`)
    for (let waited = 0, next = 1; !(await take(draft, lock, owner, world)); waited += next, next = Math.min(50, next + 1)) {
      if (waited >= patience) throw await held(file, lock)
      await pause(next, world.signal)
    }
  } catch (error) {
    await rm(draft, { recursive: true, force: true })
    throw error
  }
}

/** False when somebody holds the lock, or did until now. */
async function take(draft: string, lock: string, owner: string, world: World): Promise<boolean> {
  try {
    await rename(draft, lock)
    return true
  } catch (error) {
    const holders = await holdersOf(lock)
    // Over NFS, the answer to a renaming that succeeded may be lost.
    if (holders.includes(owner)) return true
    if (!TAKEN.has(codeOf(error) ?? '')) throw error
    const dead = holders.filter((holder) => isDeadOwner(holder, world))
    await Promise.all(dead.map((holder) => rm(path.join(lock, holder), { force: true })))
    if (dead.length > 0) await removeEmpty(lock)
    return false
  }
}

/** What file systems say where a folder with something in it has the name. */
const TAKEN = new Set(['ENOTEMPTY', 'EEXIST'])

async function holdersOf(lock: string): Promise<string[]> {
  try {
    return await readdir(lock)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return []
    throw error
  }
}

/** Another one may have it by now. */
async function removeEmpty(lock: string): Promise<void> {
  try {
    await rmdir(lock)
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' && !TAKEN.has(codeOf(error) ?? '')) throw error
  }
}

async function held(file: string, lock: string): Promise<Error> {
  const [owner] = await holdersOf(lock)
  const note = owner === undefined ? null : await unlessMissing(lock, 'read', () => readFile(path.join(lock, owner), 'utf8'))
  const by = note === null ? 'other processes' : `process ${note.trim()}`
  return knownError('filesystem', `${file} is locked by ${by}: ${lock}`, {
    hint: 'run again; if that process no longer runs, remove the folder with the lock',
  })
}
