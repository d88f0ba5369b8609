import { listPublished } from './contents.js'
import type { Filling } from './fill.js'

/** Removes the least recently used entries, those of this run last, until no more than `maxSize` bytes of disk are taken. Other processes may do the same. */
export async function evict(maxSize: number, { run, published, world }: Filling): Promise<void> {
  const entries = await listPublished(run.objects)
  let total = entries.reduce((sum, { bytesOnDisk }) => sum + bytesOnDisk, 0)
  const isOwn = (entry: { readonly folder: string }) => published.used.has(entry.folder)
  const queue = entries.sort((a, b) => Number(isOwn(a)) - Number(isOwn(b)) || a.lastUsed.getTime() - b.lastUsed.getTime())
  let ownBytes = 0
  for (const entry of queue) {
    if (total <= maxSize) break
    await published.remove(entry.folder)
    total -= entry.bytesOnDisk
    if (isOwn(entry)) ownBytes += entry.bytesOnDisk
  }
  if (ownBytes > 0) {
    world.log.warn(`${ownBytes} bytes of this run are not kept, as cache.max_size lets the cache have no more than ${maxSize}`)
  }
}
