import { createHash } from 'node:crypto'
import path from 'node:path'
import type { ByteRange, SourceFile } from '../../core/data-source.js'
import type { World } from '../../core/ports.js'
import { normalise } from '../ranges.js'

/** Files of an entry, published or not. */
export const DATA_FILE = 'data.parquet'
export const PARTS_FILE = 'parts.jsonl'

/** Folder of published entries: `objects/<2 hex>/<62 hex of the object version>/<32 hex of the ranges>`. */
export const OBJECTS = 'objects'

/** Where fetched objects are kept between runs. */
export function cacheDirectory({ env, home, cwd }: World): string {
  return path.resolve(cwd, env['CTRAIN_CACHE_DIR'] || path.join(env['XDG_CACHE_HOME'] || path.join(home, '.cache'), 'ctrain'))
}

/** Names an object version. Keys are hostile, so none of their characters reach the file system. */
export function objectDigest({ uri, version, bytes }: Pick<SourceFile, 'uri' | 'version' | 'bytes'>): string {
  return digest([uri, version, bytes])
}

/** The folder of an object version's entries. */
export function objectFolder(objects: string, object: string): string {
  return path.join(objects, object.slice(0, 2), object.slice(2))
}

/** Names an entry among those of its object version. */
export function rangesDigest(ranges: readonly ByteRange[]): string {
  return digest(normalise(ranges).map(({ start, end }) => [start, end])).slice(0, 32)
}

function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex')
}
