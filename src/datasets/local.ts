import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { knownError } from '../core/errors.js'
import type { DataSource, SourceFile, World } from '../core/ports.js'

/** Files of this machine, read where they are. URIs are absolute paths. */
export function localSource(world: World): DataSource {
  return {
    async list(prefix) {
      world.signal.throwIfAborted()
      const found = await lookUp(prefix)
      if (found?.isFile()) return [toFile(prefix, found)]
      const folder = found?.isDirectory() ? prefix : path.dirname(`${prefix}*`)
      const files = await walk(folder)
      return files.filter(({ uri }) => uri.startsWith(prefix))
    },
    async fetch(file) {
      const now = await lookUp(file.uri)
      if (now === null || toFile(file.uri, now).version !== file.version) return 'changed'
      return { ...file, path: file.uri, bytesFetched: 0 }
    },
    place: 'in place, local files',
    close() {},
  }
}

async function walk(folder: string): Promise<SourceFile[]> {
  const listed: SourceFile[] = []
  for (const name of (await readFolder(folder)).sort()) {
    const file = path.join(folder, name)
    const found = await lookUp(file)
    if (found?.isFile()) listed.push(toFile(file.replaceAll(path.sep, '/'), found))
  }
  return listed
}

async function readFolder(folder: string): Promise<string[]> {
  try {
    return await readdir(folder, { recursive: true })
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
