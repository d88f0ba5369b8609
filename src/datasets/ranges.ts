import type { ByteRange } from '../core/data-source.js'

/** The same bytes as ascending ranges that are apart from each other; empty ones are left out. */
export function normalise(ranges: readonly ByteRange[]): readonly ByteRange[] {
  const sorted = ranges.filter(({ start, end }) => start < end).sort((a, b) => a.start - b.start)
  const joined: { start: number; end: number }[] = []
  for (const { start, end } of sorted) {
    const last = joined.at(-1)
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end)
    else joined.push({ start, end })
  }
  return joined
}

export function totalBytes(ranges: readonly ByteRange[]): number {
  return normalise(ranges).reduce((total, { start, end }) => total + end - start, 0)
}

/** The bytes of `ranges` that are not in `others`. */
export function subtract(ranges: readonly ByteRange[], others: readonly ByteRange[]): readonly ByteRange[] {
  return intersect(ranges, complement(others))
}

/** The bytes that are in both. */
export function intersect(ranges: readonly ByteRange[], others: readonly ByteRange[]): readonly ByteRange[] {
  const [left, right] = [normalise(ranges), normalise(others)]
  const both: ByteRange[] = []
  for (let i = 0, j = 0; ; ) {
    const [a, b] = [left[i], right[j]]
    if (a === undefined || b === undefined) return both
    const [start, end] = [Math.max(a.start, b.start), Math.min(a.end, b.end)]
    if (start < end) both.push({ start, end })
    if (a.end <= b.end) i++
    else j++
  }
}

/** Those that have a byte of a range. */
export function overlapping<R extends ByteRange>(ranges: readonly R[], { start, end }: ByteRange): R[] {
  return ranges.filter((range) => range.start < end && start < range.end)
}

/** Whether all bytes of `others` are in `ranges`. */
export function covers(ranges: readonly ByteRange[], others: readonly ByteRange[]): boolean {
  return subtract(others, ranges).length === 0
}

/**
 * Joins ranges that lie near each other, so that fewer requests fetch them: gaps of at most `gap` bytes, the smallest
 * first, while all closed gaps together hold at most `waste` bytes. With `within`, only gaps whose bytes are all in there.
 */
export function mergeNear(
  ranges: readonly ByteRange[],
  { gap = 1_048_576, waste, within }: { readonly gap?: number; readonly waste: number; readonly within?: readonly ByteRange[] },
): readonly ByteRange[] {
  const apart = normalise(ranges)
  const near = gapsBetween(apart)
    .filter((hole) => hole.end - hole.start <= gap && (within === undefined || covers(within, [hole])))
    .sort((a, b) => a.end - a.start - (b.end - b.start))
  const closed: ByteRange[] = []
  let left = waste
  for (const hole of near) {
    left -= hole.end - hole.start
    if (left < 0) break
    closed.push(hole)
  }
  return normalise([...apart, ...closed])
}

/** Cuts ranges into parts of about equal length, of at most `most` bytes (at least 1), in order. */
export function split(ranges: readonly ByteRange[], most: number): readonly ByteRange[] {
  return normalise(ranges).flatMap(({ start, end }) => {
    const count = Math.ceil((end - start) / most)
    const cut = (index: number) => start + Math.floor(((end - start) / count) * index)
    return Array.from({ length: count }, (_, index) => ({ start: cut(index), end: index + 1 === count ? end : cut(index + 1) }))
  })
}

function complement(ranges: readonly ByteRange[]): readonly ByteRange[] {
  const edge = { start: Number.NEGATIVE_INFINITY, end: Number.NEGATIVE_INFINITY }
  const horizon = { start: Number.POSITIVE_INFINITY, end: Number.POSITIVE_INFINITY }
  return gapsBetween([edge, ...normalise(ranges), horizon])
}

/** What lies between ranges that are ascending and apart. */
function gapsBetween(ranges: readonly ByteRange[]): readonly ByteRange[] {
  return ranges.slice(1).map(({ start }, index) => ({ start: ranges[index]?.end ?? start, end: start }))
}
