import { lstat, rm } from 'node:fs/promises'
import path from 'node:path'
import type { World } from '../../core/ports.js'
import { listPublished } from './contents.js'
import { diskUsage, earlierLayout } from './disk.js'
import { namesIn, nullIfAbsent } from './entry.js'
import { PARTS_FILE } from './place.js'
import { type Published, publishedEntries } from './published.js'
import { type Run, startRun } from './run.js'

export interface Cleared {
  /** Bytes of disk that are free now. */
  readonly bytes: number
  readonly objects: number
  /** Those that a run which goes on reads; they stay. */
  readonly objectsInUse: number
}

/** Removes what no run uses that goes on; with `before`, only what was last used before then. */
export async function clearCache(directory: string, before: Date | null, world: World): Promise<Cleared> {
  if ((await namesIn(directory)).length === 0) return { bytes: 0, objects: 0, objectsInUse: 0 }
  const run = await startRun(directory, true, world)
  const published = publishedEntries(run, world)
  try {
    const bytesUnfinished = await dropLeftovers(before, run, published)
    const all = await listPublished(run.objects)
    const old = all.filter(({ lastUsed }) => before === null || lastUsed < before)
    const unused = old.filter(({ isInUse }) => !isInUse)
    for (const { folder } of unused) await published.remove(folder)
    const earlier = await earlierLayout(directory)
    const bytesOfEarlier = await diskUsage(earlier)
    for (const place of earlier) await rm(place, { recursive: true, force: true })
    const bytes = unused.reduce((sum, { bytesOnDisk }) => sum + bytesOnDisk, bytesUnfinished + bytesOfEarlier)
    return { bytes, objects: unused.length, objectsInUse: old.length - unused.length }
  } finally {
    await run.close()
  }
}

/** What killed runs have left goes with this run; what is not old enough is published instead. */
async function dropLeftovers(before: Date | null, { leftovers }: Run, published: Published): Promise<number> {
  let bytes = 0
  for (const leftover of leftovers.all()) {
    const stats = await lstat(path.join(leftover.folder, PARTS_FILE)).catch(nullIfAbsent)
    if (before !== null && stats !== null && stats.mtime >= before) continue
    bytes += await diskUsage([leftover.folder])
    leftovers.drop(leftover)
  }
  await published.addLeftovers()
  return bytes
}
