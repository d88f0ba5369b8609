import { lstat, readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import type { SourceFile } from '../../core/data-source.js'
import { type Kept, parseParts } from './parts-file.js'
import { DATA_FILE, objectDigest, PARTS_FILE } from './place.js'

/** A folder with bytes of an object version: published, or what a run has so far. */
export interface Entry extends Kept {
  readonly folder: string
  /** A file of the object's full size that has the bytes of the parts at their own offsets. */
  readonly data: string
}

/** What a folder is: an entry, or one that is damaged; null = gone meanwhile, or a later ctrain's. */
export type FoundEntry = { readonly entry: Entry } | { readonly folder: string; readonly problem: string } | null

/** All that is kept of an object version. */
export async function findEntries(folder: string, file: SourceFile): Promise<NonNullable<FoundEntry>[]> {
  const names = await namesIn(folder)
  const found = await Promise.all(names.map((name) => readEntry(path.join(folder, name), objectDigest(file))))
  return found.filter((each) => each !== null)
}

/** Looks at an entry without reading its data. `object` is the digest that it must be of; null = of any object. */
export async function readEntry(folder: string, object: string | null): Promise<FoundEntry> {
  const found = await look(folder, object)
  if (found === null || 'entry' in found) return found
  // Another process may have removed it between two looks.
  return (await lstat(folder).catch(nullIfAbsent)) === null ? null : await look(folder, object)
}

async function look(folder: string, object: string | null): Promise<FoundEntry> {
  const data = path.join(folder, DATA_FILE)
  const [stats, text] = await Promise.all([lstat(data).catch(nullIfAbsent), readRegular(path.join(folder, PARTS_FILE))])
  const kept = text === null ? null : parseParts(text)
  if (kept === 'newer') return null
  if (kept === null) return { folder, problem: `its ${PARTS_FILE} can’t be read` }
  if (object !== null && objectDigest(kept.file) !== object) return { folder, problem: 'it is of another object' }
  if (stats === null) return { folder, problem: `its ${DATA_FILE} is missing` }
  if (!stats.isFile()) return { folder, problem: `its ${DATA_FILE} is no regular file` }
  if (stats.size !== kept.file.bytes) return { folder, problem: `its ${DATA_FILE} has ${stats.size} of ${kept.file.bytes} bytes` }
  return { entry: { ...kept, folder, data } }
}

/** Names in a folder; none where there is no folder. */
export async function namesIn(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(nullIfAbsent)) ?? []
}

/** Null = it is no regular file, or not there. */
async function readRegular(file: string): Promise<string | null> {
  const stats = await lstat(file).catch(nullIfAbsent)
  return stats?.isFile() === true ? await readFile(file, 'utf8').catch(nullIfAbsent) : null
}

/** For `catch`: what is not there is null, everything else is thrown on. */
export function nullIfAbsent(error: unknown): null {
  if (['ENOENT', 'ENOTDIR', 'ELOOP'].includes(codeOf(error) ?? '')) return null
  throw error
}

export function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null
}
