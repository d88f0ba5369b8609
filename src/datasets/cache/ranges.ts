import type { ByteRange } from '../../core/data-source.js'

/** The same bytes as ascending ranges, apart from each other; empty ones are left out. */
export function union(ranges: readonly ByteRange[]): ByteRange[] {
  const merged: { start: number; end: number }[] = []
  for (const { start, end } of ranges.filter((range) => range.start < range.end).sort((a, b) => a.start - b.start)) {
    const last = merged.at(-1)
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end)
    else merged.push({ start, end })
  }
  return merged
}

/** The bytes of `ranges` that `others` do not have. */
export function without(ranges: readonly ByteRange[], others: readonly ByteRange[]): ByteRange[] {
  const holes = union(others)
  return union(ranges).flatMap((range) => {
    const left: ByteRange[] = []
    let { start } = range
    for (const hole of overlapping(holes, range)) {
      if (start < hole.start) left.push({ start, end: hole.start })
      start = hole.end
    }
    return start < range.end ? [...left, { start, end: range.end }] : left
  })
}

export function covers(ranges: readonly ByteRange[], wanted: readonly ByteRange[]): boolean {
  return without(wanted, ranges).length === 0
}

/** Those that have a byte of this range. */
export function overlapping<R extends ByteRange>(ranges: readonly R[], { start, end }: ByteRange): R[] {
  return ranges.filter((range) => range.start < end && start < range.end)
}

/** Bytes of ranges that are apart from each other. */
export function lengthOf(ranges: readonly ByteRange[]): number {
  return ranges.reduce((total, { start, end }) => total + end - start, 0)
}

/** The same range in pieces of at most `size` bytes. */
export function pieces({ start, end }: ByteRange, size: number): ByteRange[] {
  return Array.from({ length: Math.ceil((end - start) / size) }, (_, index) => ({
    start: start + index * size,
    end: Math.min(end, start + (index + 1) * size),
  }))
}
