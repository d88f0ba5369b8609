import type { ByteRange, SourceFile } from '../../core/data-source.js'
import type { World } from '../../core/ports.js'
import { normalise } from '../ranges.js'
import { evict } from './eviction.js'
import { explained } from './failures.js'
import { type Fetch, type Filling, fill, keepBytes } from './fill.js'
import { missingRanges, readBytes } from './look-up.js'
import { objectDigest } from './place.js'
import { publishedEntries } from './published.js'
import { startRun } from './run.js'

/**
 * Byte ranges of object versions, at their own offsets in sparse files of full size. Many processes may use it at once:
 * an entry appears in one step, complete, and goes in one step.
 */
export interface Cache {
  readonly directory: string
  /** What of these ranges is not here and would have to be fetched, drafts of killed runs counted as here. Cheap: nothing is read but what is listed. */
  missing(file: SourceFile, ranges: readonly ByteRange[]): Promise<readonly ByteRange[]>
  /** The bytes of one small range, such as a footer, verified; null when they are not here. */
  read(file: SourceFile, range: ByteRange): Promise<Uint8Array | null>
  /** Keeps the bytes of a range for `read` and `fill`. */
  keep(file: SourceFile, start: number, bytes: Uint8Array): Promise<void>
  /**
   * Makes ranges of a file readable here until `close`. What is not here comes from `fetch`, which may also commit more.
   * When it fails, what it has committed is kept, except on a full disk. Fills of one object wait for each other.
   */
  fill(file: SourceFile, ranges: readonly ByteRange[], fetch: Fetch): Promise<FilledFile>
  /** A path for a file that goes with `close`. */
  scratch(): Promise<string>
  /** The object is no longer of this version: removes what is here of it. */
  forget(file: SourceFile): Promise<void>
  /** Waits for what is under way, then ends the life of paths. */
  close(): Promise<void>
}

/** A file of which some ranges can be read. */
export interface FilledFile {
  /** Stays until the cache is closed. */
  readonly path: string
  /** Stays after that, until the cache replaces or evicts it; null = nothing is kept. */
  readonly kept: string | null
}

export interface CacheOptions {
  /** False = looks nothing up and keeps nothing: what is fetched goes with `close`. */
  readonly keep: boolean
  /** Most bytes on disk that stay after `close`; null = any number. */
  readonly maxSize: number | null
}

export function openCache(directory: string, { keep, maxSize }: CacheOptions, world: World): Cache {
  let opening: Promise<Filling> | null = null
  let closing: Promise<void> | null = null
  const turns = new Map<string, Promise<unknown>>()

  const open = async (): Promise<Filling> => {
    const run = await startRun(directory, keep, world)
    const filling = { directory, run, published: publishedEntries(run, world), world }
    if (keep && maxSize !== null) await evict(maxSize, filling)
    return filling
  }

  /** Does something with an object once all that was asked of it before is done. */
  const inTurn = async <T>(file: SourceFile, work: (filling: Filling) => Promise<T>): Promise<T> => {
    if (closing !== null) throw new Error(`${file.uri}: the cache is closed`)
    opening ??= open()
    const opened = opening
    const key = objectDigest(file)
    const turn = Promise.allSettled([turns.get(key)]).then(async () => await work(await opened))
    turns.set(key, turn)
    try {
      return await explained({ directory, file, needed: file.bytes }, () => turn)
    } finally {
      if (turns.get(key) === turn) turns.delete(key)
    }
  }

  const end = async () => {
    await Promise.allSettled(turns.values())
    if (opening === null) return
    const [opened] = await Promise.allSettled([opening])
    // Where it could not be opened, the first call has said so.
    if (opened.status === 'rejected') return
    try {
      await tidy(opened.value)
    } catch (error) {
      // What the run was for is done.
      world.log.warn(`the cache ${directory} could not be tidied: ${error instanceof Error ? error.message : error}`)
    }
  }

  const tidy = async (filling: Filling) => {
    const { run, published } = filling
    try {
      if (keep) await published.addLeftovers()
      if (keep && maxSize !== null) await evict(maxSize, filling)
    } finally {
      await run.close()
    }
  }

  return {
    directory,
    missing: async (file, ranges) => await inTurn(file, async (filling) => await missingRanges(file, ranges, filling)),
    read: async (file, range) => await inTurn(file, async (filling) => await readBytes(file, range, filling)),
    keep: async (file, start, bytes) => await inTurn(file, async (filling) => await keepBytes(file, start, bytes, filling)),
    fill: async (file, ranges, fetch) =>
      await inTurn(file, async (filling) => {
        const { path, kept } = await fill(file, normalise(ranges), fetch, filling)
        return { path, kept: keep ? kept : null }
      }),
    async scratch() {
      opening ??= open()
      return (await opening).run.file()
    },
    forget: async (file) => await inTurn(file, async ({ published }) => await published.forget(file)),
    async close() {
      closing ??= end()
      await closing
    },
  }
}
