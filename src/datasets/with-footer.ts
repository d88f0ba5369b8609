import { open } from 'node:fs/promises'
import type { ByteRange, FilePlan } from '../core/data-source.js'
import { knownError } from '../core/errors.js'
import { copyRange, writeAll } from './cache/checksum.js'

/** A copy of some ranges of a file that ends with another footer; rows that it does not name are not there. */
export async function withFooter(
  source: string,
  ranges: readonly ByteRange[],
  footer: NonNullable<FilePlan['footer']>,
  target: string,
  signal: AbortSignal,
): Promise<string> {
  const from = await open(source)
  try {
    const to = await open(target, 'wx', 0o600)
    try {
      for (const { start, end } of ranges) {
        const range = { start, end: Math.min(end, footer.start) }
        if (range.start < range.end && !(await copyRange(from, to, range, signal))) throw unreadable(source)
      }
      await writeAll(to, footer.bytes, footer.start)
      return target
    } finally {
      await to.close()
    }
  } finally {
    await from.close()
  }
}

/** What is missing would be a hole, which may be read as wrong numbers. */
function unreadable(source: string): Error {
  return knownError('filesystem', `${source} can't be read whole, though it was a moment ago`, {
    hint: 'check the disk of the cache, or set CTRAIN_CACHE_DIR to another one, then run again',
  })
}
