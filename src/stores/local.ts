import { createHash } from 'node:crypto'
import { link, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { DocumentStore, StoredDocument } from '../core/documents.js'
import { knownError } from '../core/errors.js'
import type { World } from '../core/ports.js'

/** Documents in local files. The revision is a digest of the content, so that it agrees between machines. */
export function localStore(world: World): DocumentStore {
  const find = async (file: string): Promise<StoredDocument | null> => {
    const bytes = await unlessMissing(file, () => readFile(file))
    return bytes === null ? null : stored(bytes)
  }
  return {
    find,
    async create(file, text) {
      const draft = await writeDraft(file, text, world)
      try {
        await link(draft, file)
        return stored(Buffer.from(text))
      } catch (error) {
        if (codeOf(error) !== 'EEXIST') throw unusable(file, error)
        const present = await find(file)
        return present?.text === text ? present : 'exists'
      } finally {
        await rm(draft, { force: true })
      }
    },
    async replace(file, text, former) {
      const present = await find(file)
      if (present?.text === text) return present
      if (present?.token !== former.token) return 'changed'
      await rename(await writeDraft(file, text, world), file)
      return stored(Buffer.from(text))
    },
    async list(folder) {
      const entries = (await unlessMissing(folder, () => readdir(folder, { withFileTypes: true }))) ?? []
      const names = entries.filter((entry) => entry.isFile() && !entry.name.startsWith('.')).map(({ name }) => name)
      return names.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))).map((name) => path.join(folder, name))
    },
    async remove(file) {
      await rm(file, { force: true })
    },
    close() {},
  }
}

function stored(bytes: Buffer): StoredDocument {
  const revision = `sha256:${createHash('sha256').update(bytes).digest('hex')}`
  return { text: bytes.toString('utf8'), revision, token: revision }
}

/** A hidden file beside the document, complete before anybody sees it under the document's name. */
async function writeDraft(file: string, text: string, world: World): Promise<string> {
  const draft = path.join(path.dirname(file), `.${path.basename(file)}.${world.pid}.${drafts++}`)
  try {
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(draft, text, { flush: true })
    return draft
  } catch (error) {
    throw unusable(file, error)
  }
}

let drafts = 0

async function unlessMissing<T>(file: string, read: () => Promise<T>): Promise<T | null> {
  try {
    return await read()
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null
    throw unusable(file, error)
  }
}

function unusable(file: string, error: unknown): unknown {
  const code = codeOf(error)
  if (code === null) return error
  return knownError('permission', `${file} can't be read or written: ${code}`, {
    hint: 'check that it is a file that this user may read and write',
    cause: error,
  })
}

function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error ? String(error.code) : null
}
