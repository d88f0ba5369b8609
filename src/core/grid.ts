import type { Totals, Walker } from './metric.js'
import { newSteps, type Steps, takeSteps } from './steps.js'

/**
 * Weights of each slice's sorted rows per bucket and class, in successive parts of about as many rows: a
 * summary of the order that is small enough to be walked once per bucket. Whoever reads the rows adds
 * them to the current parts.
 */
export interface Grids {
  /** Weights of a slice's current part, at slice × `width` + 2 × bucket, + 1 for negative rows. */
  readonly open: Float64Array
  readonly width: number
  /** Rows that a slice's current part should still take. */
  readonly room: Int32Array
  /** Ends a slice's current part, whose last row has this key; never within a tie. */
  close(slice: number, key: number): void
  /** After the last part: the value with each bucket left out that has rows. */
  replicates(slice: number, walker: NewWalker, value: number): Map<number, number>
}

export type NewWalker = (totals: Totals) => Walker

/** Parts per slice, and of all slices together: a walk per bucket takes time in proportion. */
const MOST_PARTS = 512
const MOST_PARTS_IN_ALL = 16_384
const FEWEST_PARTS = 64

/** A grid per slice, given how many rows each has. */
export function createGrids(rows: readonly number[], buckets: number): Grids {
  const parts = Math.max(FEWEST_PARTS, Math.min(MOST_PARTS, Math.floor(MOST_PARTS_IN_ALL / rows.length)))
  const sizes = Int32Array.from(rows, (count) => Math.max(1, Math.floor(count / parts)))
  const grids = rows.map((count, slice) => createGrid(Math.ceil(count / (sizes[slice] ?? 1)) + 1, buckets))
  const width = 2 * buckets
  const open = new Float64Array(rows.length * width)
  const room = sizes.slice()
  return {
    open,
    width,
    room,
    close(slice, key) {
      const current = open.subarray(slice * width, (slice + 1) * width)
      grids[slice]?.add(current, key)
      current.fill(0)
      room[slice] = sizes[slice] ?? 1
    },
    replicates: (slice, walker, value) => grids[slice]?.replicates(walker, value) ?? new Map(),
  }
}

/** The parts of one slice. */
interface Grid {
  /** Takes the next part, its weights at 2 × bucket, + 1 for negative rows. */
  add(weights: Float64Array, key: number): void
  replicates(walker: NewWalker, value: number): Map<number, number>
}

function createGrid(capacity: number, buckets: number): Grid {
  // The weights of one bucket and class stand together, as they are walked together.
  const weights = new Float64Array(2 * buckets * capacity)
  const all = newSteps(capacity)
  let count = 0
  return {
    add(part, key) {
      for (const [place, weight] of part.entries()) {
        weights[place * capacity + count] = weight
        const side = place % 2 === 0 ? all.positives : all.negatives
        side[count] = (side[count] ?? 0) + weight
      }
      all.keys[count++] = key
    },
    replicates(walker, value) {
      const of = (place: number) => weights.subarray(place * capacity, place * capacity + count)
      const steps = newSteps(count)
      const whole = walk(walker, all, null, steps)
      const found = new Map<number, number>()
      for (let bucket = 0; bucket < buckets; bucket++) {
        const left = { positives: of(2 * bucket), negatives: of(2 * bucket + 1) }
        const isUsed = left.positives.some((weight) => weight !== 0) || left.negatives.some((weight) => weight !== 0)
        // The grid's own error is the same with and without the bucket.
        if (isUsed) found.set(bucket, value + walk(walker, all, left, steps) - whole)
      }
      return found
    },
  }
}

/** The metric of the parts, without the rows that are left out; NaN = undefined. `steps` is written over. */
function walk(newWalker: NewWalker, all: Steps, left: Omit<Steps, 'keys'> | null, steps: Steps): number {
  const totals = { positive: 0, negative: 0 }
  let step = 0
  for (let part = 0; part < steps.keys.length; part++) {
    const positive = (all.positives[part] ?? 0) - (left?.positives[part] ?? 0)
    const negative = (all.negatives[part] ?? 0) - (left?.negatives[part] ?? 0)
    steps.positives[step] = positive
    steps.negatives[step] = negative
    steps.keys[step] = all.keys[part] ?? 0
    totals.positive += positive
    totals.negative += negative
    // An empty part is no step: its place is written again.
    if (positive + negative > 0) step++
  }
  const walker = newWalker(totals)
  takeSteps(walker, steps, 0, step)
  return walker.value() ?? Number.NaN
}
