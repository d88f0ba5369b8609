import { createHash, randomBytes } from 'node:crypto'
import { chmod, readdir, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { World } from '../core/ports.js'
import { codeOf } from './local-errors.js'

/** A hidden name beside a document, for what is not complete yet; tells whose it is. */
export function draftPath(file: string, owner: string): string {
  return path.join(path.dirname(file), `.${path.basename(file)}.${owner}.draft`)
}

/** A new name that tells of which process it is. */
export function newOwner(world: World): string {
  return `${hostDigest(world)}-${world.pid}-${randomBytes(6).toString('hex')}`
}

/** Whether it is of a process of this host that has ended. Of other hosts nothing is known. */
export function isDeadOwner(owner: string, world: World): boolean {
  const [, host, pid = ''] = /^([0-9a-f]{12})-(\d{1,10})-[0-9a-f]{12}$/.exec(owner) ?? []
  return host === hostDigest(world) && !world.isAlive(Number(pid))
}

/**
 * A complete text on the disk, which nobody sees under the document's name yet. Leaves nothing behind when it
 * fails. Without a mode, the process's own decides who may read it.
 */
export async function writeDraft(file: string, text: string, world: World, mode?: number): Promise<string> {
  const draft = draftPath(file, newOwner(world))
  try {
    await writeFile(draft, text, { flag: 'wx', flush: true })
    if (mode !== undefined && (await stat(draft)).mode !== mode) await chmod(draft, mode)
    return draft
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}

/** Removes what killed processes left in a folder. */
export async function clearDeadDrafts(folder: string, world: World): Promise<void> {
  try {
    for (const name of await readdir(folder)) {
      const [, owner] = /^\..+\.([^.]+)\.draft$/s.exec(name) ?? []
      if (owner === undefined || !isDeadOwner(owner, world)) continue
      await rm(path.join(folder, name), { recursive: true, force: true })
    }
  } catch (error) {
    // Another user's are left to that user.
    if (!['EACCES', 'EPERM'].includes(codeOf(error) ?? '')) throw error
  }
}

/** Names of hosts may hold anything. */
function hostDigest({ host }: World): string {
  return createHash('sha256').update(host).digest('hex').slice(0, 12)
}
