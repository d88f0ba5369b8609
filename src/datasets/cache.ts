import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import type { SourceFile } from '../core/data-source.js'
import { isKnownError, knownError } from '../core/errors.js'
import type { World } from '../core/ports.js'

/** Complete files by what they are: URI and version. Several processes may use it at once. */
export interface Cache {
  readonly directory: string
  /** The path of the complete file, or null when it is not here. */
  find(file: SourceFile): Promise<string | null>
  /** Has `write` fill a temporary file, then publishes it under its final name in one step. */
  add(file: SourceFile, write: (temporary: string) => Promise<void>): Promise<string>
  /** Removes unpublished files. */
  close(): Promise<void>
}

export function cacheDirectory({ env, home, cwd }: World): string {
  return path.resolve(cwd, env['CTRAIN_CACHE_DIR'] || path.join(env['XDG_CACHE_HOME'] || path.join(home, '.cache'), 'ctrain'))
}

export function openCache(directory: string): Cache {
  let temporary: Promise<string> | null = null
  const scratch = () => {
    temporary ??= makeScratch(directory)
    return temporary
  }
  return {
    directory,
    async find(file) {
      const place = placeOf(directory, file)
      const found = await stat(place).catch(() => null)
      return found?.isFile() && found.size === file.bytes ? place : null
    },
    async add(file, write) {
      const place = placeOf(directory, file)
      try {
        const draft = path.join(await scratch(), path.basename(place))
        await write(draft)
        await mkdir(path.dirname(place), { recursive: true, mode: 0o700 })
        await rename(draft, place)
        return place
      } catch (error) {
        throw explain(error, directory, file)
      }
    },
    async close() {
      // Where it could not be made, `add` has said so.
      const made = await temporary?.catch(() => null)
      if (made != null) await rm(made, { recursive: true, force: true })
    },
  }
}

async function makeScratch(directory: string): Promise<string> {
  await mkdir(directory, { recursive: true, mode: 0o700 })
  return await mkdtemp(path.join(directory, 'partial-'))
}

/** Keys are hostile, so none of their characters reach the file system. */
function placeOf(directory: string, { uri, version, bytes }: SourceFile): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([uri, version, bytes]))
    .digest('hex')
  return path.join(directory, digest.slice(0, 2), `${digest.slice(2)}.parquet`)
}

function explain(error: unknown, directory: string, file: SourceFile): unknown {
  if (isKnownError(error) || !(error instanceof Error) || !('code' in error)) return error
  if (error.code === 'ENOSPC') {
    return knownError('filesystem', `no space left in ${directory} for ${file.uri} (${file.bytes} bytes)`, {
      hint: 'free space, or set CTRAIN_CACHE_DIR to a larger disk',
      cause: error,
    })
  }
  if (['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST'].includes(String(error.code))) {
    return knownError('filesystem', `the cache ${directory} can't be written: ${error.code}`, {
      hint: 'set CTRAIN_CACHE_DIR to a folder that can be written',
      cause: error,
    })
  }
  return error
}
