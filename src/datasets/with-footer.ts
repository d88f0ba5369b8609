import { open } from 'node:fs/promises'
import type { ByteRange, FilePlan } from '../core/data-source.js'
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
        if (range.start < range.end) await copyRange(from, to, range, signal)
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
