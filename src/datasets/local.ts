import { readdir, realpath, stat } from 'node:fs/promises'
import path from 'node:path'
import type { DataSource, SourceFile } from '../core/data-source.js'
import { knownError } from '../core/errors.js'
import type { World } from '../core/ports.js'

/** Files of this machine, read where they are. URIs are absolute paths. */
export function localSource(world: World): DataSource {
  return {
    async list(prefix, levels) {
      const found = await lookUp(prefix)
      if (found?.isFile()) return [toFile(prefix, found)]
      const folder = found?.isDirectory() ? prefix : path.dirname(`${prefix}*`)
      const files = await walk(folder, { prefix, levels: levels ?? Number.POSITIVE_INFINITY, parents: [], signal: world.signal })
      return files.sort((a, b) => (a.uri < b.uri ? -1 : 1))
    },
    async plan(file) {
      return { file, how: 'local', ranges: [], bytesToFetch: 0, bytesFetched: 0, footer: null, rowGroups: null }
    },
    async fetch({ file }) {
      const now = await lookUp(file.uri)
      if (now === null || toFile(file.uri, now).version !== file.version) return 'changed'
      return { ...file, path: file.uri, kept: file.uri, bytesFetched: 0 }
    },
    place: 'in place, local files',
    close() {},
  }
}

interface Walk {
  readonly prefix: string
  /** Levels of folders that are left to enter, this one included. */
  readonly levels: number
  /** Real paths of the folders above, so that a link back to one of them ends the walk. */
  readonly parents: readonly string[]
  readonly signal: AbortSignal
}

async function walk(folder: string, { prefix, levels, parents, signal }: Walk): Promise<SourceFile[]> {
  signal.throwIfAborted()
  const real = await realpath(folder).catch(() => folder)
  if (parents.includes(real)) return []
  const listed: SourceFile[] = []
  for (const entry of await readFolder(folder)) {
    const uri = path.join(folder, entry.name).replaceAll(path.sep, '/')
    if (!uri.startsWith(prefix)) continue
    const isLink = entry.isSymbolicLink()
    const found = entry.isFile() || isLink ? await lookUp(uri) : null
    if (found?.isFile()) listed.push(toFile(uri, found))
    if (levels > 1 && (entry.isDirectory() || found?.isDirectory())) {
      listed.push(...(await walk(uri, { prefix, levels: levels - 1, parents: [...parents, real], signal })))
    }
  }
  return listed
}

async function readFolder(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true })
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return []
    throw unreadable(folder, error)
  }
}

async function lookUp(file: string) {
  try {
    return await stat(file)
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return null
    throw unreadable(file, error)
  }
}

function toFile(uri: string, found: { readonly size: number; readonly mtimeMs: number }): SourceFile {
  return { uri, bytes: found.size, version: `${found.size}-${found.mtimeMs}` }
}

function unreadable(file: string, cause: unknown): Error {
  return knownError('permission', `${file} can't be read: ${codeOf(cause)}`, {
    hint: 'check the permissions of the file and its folders',
    cause,
  })
}

function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error ? String(error.code) : null
}
