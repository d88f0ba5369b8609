import { lstat } from 'node:fs/promises'
import path from 'node:path'
import pMap from 'p-map'
import type { ByteRange } from '../../core/data-source.js'
import type { World } from '../../core/ports.js'
import { normalise, totalBytes } from '../ranges.js'
import { DRAFT_SUFFIX, findDeadRuns } from './dead-runs.js'
import { diskUsage, earlierLayout } from './disk.js'
import { type Entry, namesIn, nullIfAbsent, readEntry } from './entry.js'
import { DATA_FILE, OBJECTS, PARTS_FILE } from './place.js'

/** A published entry as the file system sees it. */
export interface PublishedFolder {
  readonly folder: string
  readonly lastUsed: Date
  /** Allocated: the files are sparse. */
  readonly bytesOnDisk: number
  /** A run that goes on has a link to its data. */
  readonly isInUse: boolean
}

/** An object of which something is kept. */
export interface CachedObject {
  readonly uri: string
  readonly version: string
  /** Of the whole object. */
  readonly bytes: number
  readonly bytesKept: number
  readonly bytesOnDisk: number
  readonly ranges: readonly ByteRange[]
  readonly lastUsed: Date
  /** A sparse file of full size. */
  readonly path: string
}

export interface CacheContents {
  /** Most recently used first. */
  readonly objects: readonly CachedObject[]
  readonly bytesOnDisk: number
  /** Bytes on disk of runs that were killed; the next pull goes on with them. */
  readonly bytesUnfinished: number
  /** Bytes on disk of an earlier version of ctrain, which are no longer read. */
  readonly bytesOfEarlier: number
}

const CONCURRENCY = { concurrency: 16 }

export async function readContents(directory: string, world: World): Promise<CacheContents> {
  const folders = await listPublished(path.join(directory, OBJECTS))
  const found = await pMap(folders, async (each) => ({ each, entry: await readEntry(each.folder, null) }), CONCURRENCY)
  const objects = found.flatMap(({ each, entry }) => (entry !== null && 'entry' in entry ? [describe(each, entry.entry)] : []))
  return {
    objects: objects.sort((a, b) => b.lastUsed.getTime() - a.lastUsed.getTime() || (a.uri < b.uri ? -1 : 1)),
    bytesOnDisk: folders.reduce((sum, { bytesOnDisk }) => sum + bytesOnDisk, 0),
    bytesUnfinished: await diskUsage(await deadDrafts(directory, world)),
    bytesOfEarlier: await diskUsage(await earlierLayout(directory)),
  }
}

async function deadDrafts(directory: string, world: World): Promise<string[]> {
  const runs = await findDeadRuns(directory, null, world)
  return (await foldersBelow(runs, 1)).filter((folder) => folder.endsWith(DRAFT_SUFFIX))
}

/** Every entry below the folder of published ones, readable or not. Those that go meanwhile are left out. */
export async function listPublished(objects: string): Promise<PublishedFolder[]> {
  const folders = await foldersBelow([objects], 3)
  const entries = await pMap(folders, look, CONCURRENCY)
  return entries.filter((entry) => entry !== null)
}

async function foldersBelow(folders: readonly string[], levels: number): Promise<string[]> {
  if (levels === 0) return [...folders]
  const below = await pMap(folders, async (folder) => (await namesIn(folder)).map((name) => path.join(folder, name)), CONCURRENCY)
  return await foldersBelow(below.flat(), levels - 1)
}

async function look(folder: string): Promise<PublishedFolder | null> {
  const [self, data] = await Promise.all([folder, path.join(folder, DATA_FILE)].map((place) => lstat(place).catch(nullIfAbsent)))
  if (self == null) return null
  const bytesOnDisk = await diskUsage([path.join(folder, DATA_FILE), path.join(folder, PARTS_FILE)])
  return { folder, lastUsed: self.mtime, bytesOnDisk, isInUse: data?.isFile() === true && data.nlink > 1 }
}

function describe({ lastUsed, bytesOnDisk }: PublishedFolder, { file, parts, data }: Entry): CachedObject {
  const ranges = normalise(parts)
  return { ...file, bytesKept: totalBytes(ranges), bytesOnDisk, ranges, lastUsed, path: data }
}
