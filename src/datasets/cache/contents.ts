import { lstat } from 'node:fs/promises'
import path from 'node:path'
import pMap from 'p-map'
import { namesIn, nullIfAbsent } from './entry.js'
import { DATA_FILE, PARTS_FILE } from './place.js'

/** A published entry as the file system sees it. */
export interface Published {
  readonly folder: string
  readonly lastUsed: Date
  /** Allocated: the files are sparse. */
  readonly bytesOnDisk: number
  /** A live run has a link to its data. */
  readonly isInUse: boolean
}

const BLOCK = 512

/** Every entry below the folder of published ones. Those that go meanwhile are left out. */
export async function listPublished(objects: string): Promise<Published[]> {
  const folders = await foldersBelow([objects], 3)
  const entries = await pMap(folders, look, { concurrency: 16 })
  return entries.filter((entry) => entry !== null)
}

async function foldersBelow(folders: readonly string[], levels: number): Promise<string[]> {
  if (levels === 0) return [...folders]
  const below = await pMap(folders, async (folder) => (await namesIn(folder)).map((name) => path.join(folder, name)), {
    concurrency: 16,
  })
  return await foldersBelow(below.flat(), levels - 1)
}

async function look(folder: string): Promise<Published | null> {
  const [self, data, parts] = await Promise.all(
    [folder, path.join(folder, DATA_FILE), path.join(folder, PARTS_FILE)].map((place) => lstat(place).catch(nullIfAbsent)),
  )
  if (self == null) return null
  const blocks = (data?.blocks ?? 0) + (parts?.blocks ?? 0)
  return { folder, lastUsed: self.mtime, bytesOnDisk: blocks * BLOCK, isInUse: (data?.nlink ?? 1) > 1 }
}
