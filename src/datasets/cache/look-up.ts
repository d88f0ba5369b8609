import type { ByteRange, SourceFile } from '../../core/data-source.js'
import { covers, subtract } from '../ranges.js'
import type { Entry } from './entry.js'
import type { Filling } from './fill.js'
import { objectDigest } from './place.js'
import { readVerified } from './reader.js'

/** What of these ranges neither an entry nor a draft of a killed run has. */
export async function missingRanges(
  file: SourceFile,
  ranges: readonly ByteRange[],
  filling: Filling,
): Promise<readonly ByteRange[]> {
  const entries = await allEntries(file, filling)
  return subtract(
    ranges,
    entries.flatMap(({ parts }) => parts),
  )
}

/** The bytes of a range, verified; null when no entry has them all. */
export async function readBytes(file: SourceFile, range: ByteRange, filling: Filling): Promise<Uint8Array | null> {
  const { published, world } = filling
  for (const entry of await allEntries(file, filling)) {
    const found = covers(entry.parts, [range]) ? await readVerified(entry, range, world.signal) : null
    if (found instanceof Uint8Array) {
      await published.noteUse(entry.folder)
      return found
    }
    if (found !== null) await published.reopen(entry, found)
  }
  return null
}

async function allEntries(file: SourceFile, { run, published }: Filling): Promise<Entry[]> {
  return [...(await published.find(file)), ...run.leftovers.of(objectDigest(file))]
}
