import { link, readdir, readFile, realpath, rename, rm, stat, unlink } from 'node:fs/promises'
import path from 'node:path'
import type { DocumentStore, StoredDocument } from '../core/documents.js'
import type { World } from '../core/ports.js'
import { utf8Text } from '../core/utf8.js'
import { clearDeadDrafts, writeDraft } from './local-drafts.js'
import { codeOf, unlessMissing, unusable } from './local-errors.js'
import { makeFolder } from './local-folder.js'
import { withLock } from './local-lock.js'
import { storedText, textRevision } from './text-revision.js'

/**
 * Documents in local files. The revision is a digest of the content, so that it agrees between machines. A
 * document appears whole, by linking or renaming a draft, so that a process may be killed at any point.
 */
export function localStore(world: World, { linkFile = link, patience = PATIENCE_MS }: LocalOptions = {}): DocumentStore {
  const cleared = new Set<string>()
  const prepare = async (file: string) => {
    const folder = path.dirname(file)
    await makeFolder(folder)
    if (cleared.has(folder)) return
    await clearDeadDrafts(folder, world)
    cleared.add(folder)
  }
  return {
    async find(file) {
      const found = await readBytes(file)
      return found === null ? null : storedText(utf8Text(found, file))
    },
    async create(file, text) {
      return await explained(file, async () => {
        await prepare(file)
        const draft = await writeDraft(file, text, world)
        try {
          return await place(draft, file, text)
        } finally {
          await rm(draft, { force: true })
        }
      })
    },
    async replace(file, text, former) {
      const present = await compare(file, text, former)
      if (present !== 'former') return present
      // A link to the document goes on leading to it.
      return await explained(file, async () => {
        const target = await unlessMissing(file, 'read', () => realpath(file))
        if (target === null) return 'changed'
        await prepare(target)
        return await withLock(target, patience, world, async () => await overwrite(target, text, former))
      })
    },
    async list(folder) {
      const entries = (await unlessMissing(folder, 'read', () => readdir(folder, { withFileTypes: true }))) ?? []
      const names = entries.filter((entry) => entry.isFile() && !entry.name.startsWith('.')).map(({ name }) => name)
      return names.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))).map((name) => path.join(folder, name))
    },
    async remove(file) {
      // Locked, so that no file vanishes between the look of `replace` at it and its renaming.
      await unlessMissing(file, 'removed', async () => {
        await stat(file)
        await withLock(file, patience, world, () => unlink(file))
      })
    },
    close() {},
  }

  /** Gives a complete draft the document's name, unless it is taken. */
  async function place(draft: string, file: string, text: string): Promise<StoredDocument | 'exists'> {
    try {
      await linkFile(draft, file)
      return storedText(text)
    } catch (error) {
      const code = codeOf(error) ?? ''
      if (NO_LINKS.has(code)) return await withLock(file, patience, world, async () => await placeLocked(draft, file, text))
      if (code !== 'EEXIST') throw error
      return await placed(file, text)
    }
  }

  async function overwrite(file: string, text: string, former: StoredDocument): Promise<StoredDocument | 'changed'> {
    const present = await compare(file, text, former)
    if (present !== 'former') return present
    const draft = await writeDraft(file, text, world, (await stat(file)).mode)
    try {
      await rename(draft, file)
      return storedText(text)
    } finally {
      await rm(draft, { force: true })
    }
  }
}

export interface LocalOptions {
  /** Gives a file a second name unless that is taken. */
  readonly linkFile?: typeof link
  /** Milliseconds that are waited for a lock. */
  readonly patience?: number
}

/** Whoever holds a lock needs milliseconds. */
const PATIENCE_MS = 10_000

/** File systems such as FAT, and some of networks, have no hard links. There the lock stands in for them. */
const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'])

async function placeLocked(draft: string, file: string, text: string): Promise<StoredDocument | 'exists'> {
  if ((await readBytes(file)) !== null) return await placed(file, text)
  await rename(draft, file)
  return storedText(text)
}

/** Own text there is success: over NFS, the answer to a linking that succeeded may be lost. */
async function placed(file: string, text: string): Promise<StoredDocument | 'exists'> {
  const present = await readBytes(file)
  return present?.equals(Buffer.from(text)) === true ? storedText(text) : 'exists'
}

/** Whether there is the former document still, or the new one already. */
async function compare(file: string, text: string, former: StoredDocument): Promise<StoredDocument | 'former' | 'changed'> {
  const present = await readBytes(file)
  if (present === null) return 'changed'
  if (present.equals(Buffer.from(text))) return storedText(text)
  return textRevision(present) === former.token ? 'former' : 'changed'
}

async function readBytes(file: string): Promise<Buffer | null> {
  return await unlessMissing(file, 'read', () => readFile(file))
}

async function explained<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw unusable(file, 'written', error)
  }
}
