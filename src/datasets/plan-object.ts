import type { ByteRange, FilePlan, Needs, SourceFile } from '../core/data-source.js'
import type { Cache } from './cache/index.js'
import { parseFooter } from './parquet/footer.js'
import { isMost, planColumns } from './parquet/plan.js'
import { endOfFile, keepRowGroups } from './parquet/rewrite.js'
import { locateFooter } from './parquet/tail.js'
import { mergeNear, split, totalBytes } from './ranges.js'

const MiB = 2 ** 20

/** A footer is rarely longer, and a request of this size costs no more than a smaller one. */
const TAIL = 64 * 2 ** 10

/** Of smaller objects, the request for a footer would cost more than their other bytes. */
const SMALL = 4 * MiB

/** What one request fetches, at most. */
export const PART = 8 * MiB

/** Reads bytes of an object over the network. */
export type Ask = (range: ByteRange) => Promise<Uint8Array>

/** What must come of an object: all of a small one, else the chunks of the needed columns, as its footer tells. */
export async function planObject(file: SourceFile, needs: Needs, cache: Cache, ask: Ask): Promise<FilePlan> {
  if (needs.columns === null || file.bytes <= SMALL) {
    const ranges = [{ start: 0, end: file.bytes }]
    const bytesToFetch = totalBytes(await cache.missing(file, ranges))
    return { file, how: 'whole', ranges, bytesToFetch, bytesFetched: 0, footer: null, rowGroups: null }
  }
  const { bytes, range, fetched } = await readFooter(file, cache, ask)
  const footer = parseFooter(bytes, { uri: file.uri, start: range.start })
  const planned = planColumns(footer, needs, file, range)
  const whole = { start: 0, end: file.bytes }
  const isWhole = isMost(requestsFor(planned.ranges, [whole]), file.bytes)
  const { rowGroups, kept } = planned
  const ranges = isWhole ? [whole] : planned.ranges
  const areAllRead = rowGroups.read === rowGroups.all
  return {
    file,
    how: isWhole ? 'whole' : 'columns',
    ranges,
    bytesToFetch: totalBytes(requestsFor(await cache.missing(file, ranges), await cache.missing(file, [whole]))),
    bytesFetched: fetched,
    footer: areAllRead ? null : { start: range.start, bytes: endOfFile(keepRowGroups(bytes, kept, file.uri)) },
    rowGroups,
  }
}

/**
 * The ranges to ask for: near ones together, as a request costs as much time as a mebibyte or so. Of a wide
 * file, though, the gaps between its needed columns are most of it: at most a quarter more bytes than needed. Gaps
 * that are here, wholly or in part, stay open: nothing is fetched twice.
 * @param absent all bytes of the file that are not here
 */
export function requestsFor(missing: readonly ByteRange[], absent: readonly ByteRange[]): readonly ByteRange[] {
  return split(mergeNear(missing, { gap: MiB, waste: totalBytes(missing) / 4, within: absent }), PART)
}

async function readFooter(file: SourceFile, cache: Cache, ask: Ask) {
  const end = file.bytes
  const tail = await readKept(file, { start: Math.max(0, end - TAIL), end }, cache, ask)
  const located = locateFooter(tail.bytes, file)
  if (!('missing' in located)) return { ...located, fetched: tail.fetched }
  const rest = await readKept(file, located.missing, cache, ask)
  const whole = locateFooter(Buffer.concat([rest.bytes, tail.bytes]), file)
  if ('missing' in whole) throw new Error(`the footer of ${file.uri} was not read whole`)
  return { ...whole, fetched: tail.fetched + rest.fetched }
}

async function readKept(file: SourceFile, range: ByteRange, cache: Cache, ask: Ask) {
  const kept = await cache.read(file, range)
  if (kept !== null) return { bytes: kept, fetched: 0 }
  const bytes = await ask(range)
  await cache.keep(file, range.start, bytes)
  return { bytes, fetched: bytes.length }
}
