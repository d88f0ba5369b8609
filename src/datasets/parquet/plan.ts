import type { ByteRange, Needs, TimeRange } from '../../core/data-source.js'
import { knownError } from '../../core/errors.js'
import { encryptedParquet } from '../../core/parquet-errors.js'
import { same } from '../../core/sql.js'
import { normalise, totalBytes } from '../ranges.js'
import type { Chunk, Footer, RowGroup } from './footer.js'
import type { PartedFile } from './tail.js'
import type { TimeBounds } from './time.js'

/** What of a file must be here, so that a reader of the needed columns finds all that it looks at. */
export interface ColumnPlan {
  /** Chunks and bloom filters of the needed columns, and the footer to the end of the file. */
  readonly ranges: readonly ByteRange[]
  readonly rowGroups: { readonly read: number; readonly all: number }
  /**
   * Indexes of the row groups that are read, ascending. Where any is missing, the footer must be rewritten without it, and
   * rows are numbered anew.
   */
  readonly kept: readonly number[]
}

/** Above this share of a file, all of it in one go is cheaper than its parts. */
const MOST_SHARE = 0.7
/** Zones reach from UTC-12 to UTC+14. */
const EARLIER_MS = 14 * 3_600_000
const LATER_MS = 12 * 3_600_000

/**
 * Plans what of a file is needed; too large a share of it becomes all of it. Columns that it does not have are left out.
 * Fails if a needed column can't be read.
 * @param place where the footer lies, length and magic word included
 */
export function planColumns(footer: Footer, needs: Needs, file: PartedFile, place: ByteRange): ColumnPlan {
  const { columns, time } = needs
  const groups = [...footer.rowGroups.entries()]
  const all = { read: groups.length, all: groups.length }
  const whole = { ranges: [{ start: 0, end: file.bytes }], rowGroups: all, kept: groups.map(([index]) => index) }
  const isWanted = (name: string) => columns?.some((column) => same(column, name)) ?? true
  const wanted = new Set(footer.columns.filter(isWanted))
  const kept = groups.filter(([, group]) => time === null || mayHold(group, time))
  const chunks = kept.flatMap(([, group]) => group.chunks.filter(({ root }) => wanted.has(root)))
  for (const chunk of chunks) refuseUnreadable(chunk, file)
  if (columns === null) return whole
  const ranges = normalise([place, ...chunks.flatMap(({ range, bloom }) => (bloom === null ? [range] : [range, bloom]))])
  if (isMost(ranges, file.bytes)) return whole
  return { ranges, rowGroups: { ...all, read: kept.length }, kept: kept.map(([index]) => index) }
}

/** Whether ranges are so much of a file that it is better fetched whole. */
export function isMost(ranges: readonly ByteRange[], fileBytes: number): boolean {
  return totalBytes(ranges) > MOST_SHARE * fileBytes
}

/** Whether a row group may have rows of a time; without statistics it may. */
function mayHold({ chunks }: RowGroup, { column, from, to }: TimeRange): boolean {
  const time = chunks.find(({ root }) => same(root, column))?.time ?? null
  if (time === null) return true
  const { min, max } = inAnyZone(time)
  return max >= from && min < to
}

function inAnyZone({ min, max, local }: TimeBounds): { readonly min: number; readonly max: number } {
  return local ? { min: min - EARLIER_MS, max: max + LATER_MS } : { min, max }
}

function refuseUnreadable(chunk: Chunk, file: PartedFile): void {
  if (chunk.encrypted) throw encryptedParquet(file, `its column ${chunk.root} is`)
  if (!chunk.elsewhere) return
  throw knownError('data', `${file.uri} keeps the data of its column ${chunk.root} in another file`, {
    hint: 'it is a summary of other Parquet files (such as _metadata); leave it out of dataset.source, and take the files themselves',
  })
}
