import type { Estimates } from './jackknife.js'
import { type Moments, mergeMoments } from './moments.js'

/**
 * Additive statistics of rows that belong to exactly the same slices. `sums` add to the block `key` of
 * all statistics: a bin, or a pair of classes; most metrics have one block.
 */
export interface Group {
  readonly members: readonly number[]
  /** The jackknife group they fall into; 0 where rows are independent. */
  readonly bucket: number
  readonly key: number
  readonly rows: number
  readonly weight: number
  readonly sums: Float64Array
  readonly moments: readonly Moments[]
  /** See `packedIndex`; empty where rows fall into buckets. */
  readonly products: Float64Array
}

/** Statistics of any rows: blocks of sums one after another. */
export interface Part {
  readonly rows: number
  readonly sums: Float64Array
  /** Null without rows. */
  readonly moments: readonly (Moments | null)[]
}

export interface Shape {
  readonly slices: number
  readonly keys: number
  /** Sums per key. */
  readonly width: number
  readonly moments: number
}

export type Finish = (part: Part) => number | null

/** Statistics of no rows. */
export function emptyPart({ keys, width, moments }: Shape): Part {
  return { rows: 0, sums: new Float64Array(keys * width), moments: Array.from({ length: moments }, () => null) }
}

/** Statistics of the union of disjoint row sets. */
export function mergeParts(a: Part, b: Part): Part {
  return {
    rows: a.rows + b.rows,
    sums: a.sums.map((value, index) => value + (b.sums[index] ?? 0)),
    moments: a.moments.map((moments, index) => mergeMoments(moments, b.moments[index] ?? null)),
  }
}

/** The statistics of each slice's rows, in parts by a number of their group. */
export function partsOf(groups: readonly Group[], shape: Shape, numberOf: (group: Group) => number): Map<number, Part>[] {
  const parts = Array.from({ length: shape.slices }, () => new Map<number, Part>())
  for (const group of groups) {
    const index = numberOf(group)
    for (const slice of group.members) {
      const ofSlice = parts[slice]
      const part = ofSlice?.get(index) ?? emptyPart(shape)
      ofSlice?.set(index, addGroup(part, group, shape))
    }
  }
  return parts
}

/** Adds in place: slices may have many groups of many sums. */
function addGroup(part: Part, group: Group, { width }: Shape): Part {
  const start = group.key * width
  for (const [index, value] of group.sums.entries()) part.sums[start + index] = (part.sums[start + index] ?? 0) + value
  return {
    rows: part.rows + group.rows,
    sums: part.sums,
    moments: part.moments.map((moments, index) => mergeMoments(moments, group.moments[index] ?? null)),
  }
}

/** The values of all slices, and their values with one bucket left out at a time. */
export function estimateBuckets(groups: readonly Group[], shape: Shape, finish: Finish): Estimates {
  const slices = partsOf(groups, shape, ({ bucket }) => bucket).map((parts) => leaveOneOut(parts, emptyPart(shape), finish))
  return {
    values: slices.map(({ value }) => value),
    replicates: { kind: 'buckets', slices: slices.map(({ replicates }) => replicates) },
  }
}

/** What is left without one bucket is summed from both ends: subtracting it would lose digits. */
function leaveOneOut(parts: ReadonlyMap<number, Part>, empty: Part, finish: Finish) {
  const entries = [...parts].sort(([a], [b]) => a - b)
  const after: Part[] = [empty]
  for (const [, part] of [...entries].reverse()) after.push(mergeParts(part, after.at(-1) ?? empty))
  const replicates = new Map<number, number>()
  let before = empty
  for (const [index, [bucket, part]] of entries.entries()) {
    const rest = mergeParts(before, after[entries.length - 1 - index] ?? empty)
    replicates.set(bucket, finiteValue(rest, finish) ?? Number.NaN)
    before = mergeParts(before, part)
  }
  return { value: finiteValue(before, finish), replicates }
}

/** Undefined without rows, and where the value is too large for a number. */
export function finiteValue(part: Part, finish: Finish): number | null {
  const value = part.rows === 0 ? null : finish(part)
  return value !== null && Number.isFinite(value) ? value : null
}
