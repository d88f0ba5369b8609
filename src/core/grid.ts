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
  /** What a slice's current part should still take: rows, of which positive ones count for more where they are few. */
  readonly room: Int32Array
  /** What a positive row counts for besides its 1. */
  readonly extra: Int32Array
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

export interface GriddedSlice {
  readonly rows: number
  readonly totals: Totals
}

/** A grid per slice. */
export function createGrids(slices: readonly GriddedSlice[], buckets: number): Grids {
  const parts = Math.max(FEWEST_PARTS, Math.min(MOST_PARTS, Math.floor(MOST_PARTS_IN_ALL / slices.length)))
  const plans = slices.map((slice) => planParts(slice, parts))
  const sizes = Int32Array.from(plans, ({ size }) => size)
  const grids = plans.map((plan) => createGrid(plan, buckets))
  const width = 2 * buckets
  const open = new Float64Array(slices.length * width)
  const room = sizes.slice()
  return {
    open,
    width,
    room,
    extra: Int32Array.from(plans, ({ extra }) => extra),
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

interface Parts {
  /** What a part takes; 1 = every step is a part. */
  readonly size: number
  readonly extra: number
  /** The most parts that there can be. */
  readonly capacity: number
}

/** Few positives count as much as all other rows: much hangs on each of them. */
function planParts({ rows, totals: { positive, negative } }: GriddedSlice, parts: number): Parts {
  const ratio = Math.round(negative / positive)
  const extra = Number.isFinite(ratio) ? Math.min(ratio, rows) : 0
  // Of weights, the share of positives is not that of rows.
  const most = rows * Math.min(2, 1 + extra)
  const size = Math.max(1, Math.floor(most / parts))
  return { size, extra, capacity: Math.min(rows, Math.ceil((rows * (1 + extra)) / size)) + 1 }
}

function createGrid({ size, capacity }: Parts, buckets: number): Grid {
  const isExact = size === 1
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
      const whole = walk(walker, all, null, steps, isExact)
      const found = new Map<number, number>()
      for (let bucket = 0; bucket < buckets; bucket++) {
        const left = { positives: of(2 * bucket), negatives: of(2 * bucket + 1) }
        const isUsed = left.positives.some((weight) => weight !== 0) || left.negatives.some((weight) => weight !== 0)
        // The grid's own error is the same with and without the bucket.
        if (isUsed) found.set(bucket, value + walk(walker, all, left, steps, isExact) - whole)
      }
      return found
    },
  }
}

/** The metric of the parts, without the rows that are left out; NaN = undefined. `steps` is written over. */
function walk(newWalker: NewWalker, all: Steps, left: Omit<Steps, 'keys'> | null, steps: Steps, isExact: boolean): number {
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
  takeSteps(walker, steps, 0, step, isExact ? 'step' : 'spread')
  return walker.value() ?? Number.NaN
}
