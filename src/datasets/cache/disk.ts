import { lstat } from 'node:fs/promises'
import path from 'node:path'
import { namesIn, nullIfAbsent } from './entry.js'

const BLOCK = 512

/** Bytes that files and folders take on the disk, with all below them. Data that is published too counts there. */
export async function diskUsage(places: readonly string[]): Promise<number> {
  let bytes = 0
  for (const place of places) {
    const stats = await lstat(place).catch(nullIfAbsent)
    if (stats?.isDirectory()) bytes += await diskUsage((await namesIn(place)).map((name) => path.join(place, name)))
    else if (stats !== null) bytes += stats.blocks * BLOCK
  }
  return bytes
}

/** Where ctrain kept whole files before they had parts. */
export async function earlierLayout(directory: string): Promise<string[]> {
  const names = await namesIn(directory)
  return names.filter((name) => /^([0-9a-f]{2}|partial-.{6})$/.test(name)).map((name) => path.join(directory, name))
}
