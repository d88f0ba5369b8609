import type { ByteRange } from '../../core/data-source.js'
import { knownError } from '../../core/errors.js'
import type { ChunkFacts } from './chunk.js'

/** Where a footer lies. */
export interface FooterPlace {
  readonly uri: string
  /** Its first byte in the file: all data is before it. */
  readonly start: number
}

export interface Extent {
  /** All its pages. */
  readonly range: ByteRange
  /** Its bloom filter with header; null = it has none. */
  readonly bloom: ByteRange | null
}

/**
 * Tells where chunks and their bloom filters lie, given all chunks of the file. Bytes behind one that the footer gives to
 * nothing else count as its own: old writers tell no length of a bloom filter, some leave page headers out of the size of
 * a chunk, and a hole inside a chunk may silently give wrong numbers.
 */
export function extentsOf(chunks: readonly ChunkFacts[], place: FooterPlace): (chunk: ChunkFacts) => Extent {
  const known = new Float64Array([...chunks.flatMap(offsetsOf), place.start]).sort()
  const reach = (start: number, length: number) => {
    const { end } = within(place, start, length)
    return { start, end: known[firstAtLeast(known, end)] ?? end }
  }
  return (chunk) => {
    // What is not in this file has no place in it.
    if (chunk.elsewhere) return { range: { start: 0, end: 0 }, bloom: null }
    const { size, bloom, bloomLength } = chunk
    const start = startOf(chunk)
    const range = size === 0 ? { start, end: start } : reach(start, size)
    return { range, bloom: bloom === null || bloom <= 0 ? null : reach(bloom, bloomLength ?? 1) }
  }
}

/** A chunk starts with its dictionary, if it has one. Some writers say 0 of a page that is not there. */
function startOf({ dataPage, dictionaryPage }: ChunkFacts): number {
  const pages = [dataPage, dictionaryPage ?? 0].filter((offset) => offset > 0)
  return pages.length === 0 ? 0 : Math.min(...pages)
}

function offsetsOf(chunk: ChunkFacts): readonly number[] {
  return chunk.elsewhere ? [] : [startOf(chunk), chunk.bloom ?? 0, ...chunk.indexes]
}

function firstAtLeast(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] ?? value) < value) low = middle + 1
    else high = middle
  }
  return low
}

function within({ uri, start: limit }: FooterPlace, start: number, length: number): ByteRange {
  const end = start + length
  if (start > 0 && length > 0 && end <= limit) return { start, end }
  throw knownError(
    'data',
    `${uri} is damaged: its footer names ${length} bytes from byte ${start} on as data, and the data ends at byte ${limit}`,
    { hint: 'write the file again, or leave it out of dataset.source' },
  )
}
