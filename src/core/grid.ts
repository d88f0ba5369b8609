import type { BoundMetric, RankedMetric } from './metric.js'
import { newSteps, type Steps, takeSteps } from './steps.js'

/**
 * Weights of a slice's sorted rows per bucket and class, in successive parts of about as many rows: a
 * summary of the order that is small enough to be walked once per bucket.
 */
export interface Grid {
  /** The current part's weights, at 2 × bucket, + 1 for negative rows; whoever reads the rows adds to it. */
  readonly open: Float64Array
  /** Rows that the current part should still take. */
  room: number
  /** Ends the current part, whose last row has this key; never within a tie. */
  close(key: number): void
  /** After the last part: the value with each bucket left out that has rows. */
  replicates(bound: BoundMetric<RankedMetric>, value: number): Map<number, number>
}

/** Parts per slice, and of all slices together: a walk per bucket takes time in proportion. */
const MOST_PARTS = 512
const MOST_PARTS_IN_ALL = 16_384
const FEWEST_PARTS = 64

/** One grid per slice, given how many rows each has. */
export function createGrids(rows: readonly number[], buckets: number): readonly Grid[] {
  const parts = Math.max(FEWEST_PARTS, Math.min(MOST_PARTS, Math.floor(MOST_PARTS_IN_ALL / rows.length)))
  return rows.map((count) => createGrid(count, Math.max(1, Math.floor(count / parts)), buckets))
}

function createGrid(rows: number, size: number, buckets: number): Grid {
  const capacity = Math.ceil(rows / size) + 1
  // The weights of one bucket and class stand together, as they are walked together.
  const weights = new Float64Array(2 * buckets * capacity)
  const all = newSteps(capacity)
  let count = 0
  return {
    open: new Float64Array(2 * buckets),
    room: size,
    close(key) {
      for (let place = 0; place < 2 * buckets; place++) {
        const weight = this.open[place] ?? 0
        weights[place * capacity + count] = weight
        const side = place % 2 === 0 ? all.positives : all.negatives
        side[count] = (side[count] ?? 0) + weight
      }
      all.keys[count++] = key
      this.open.fill(0)
      this.room = size
    },
    replicates(bound, value) {
      const of = (place: number) => weights.subarray(place * capacity, place * capacity + count)
      const steps = newSteps(count)
      const whole = walk(bound, all, null, steps)
      const found = new Map<number, number>()
      for (let bucket = 0; bucket < buckets; bucket++) {
        const left = { positives: of(2 * bucket), negatives: of(2 * bucket + 1) }
        const isUsed = left.positives.some((weight) => weight !== 0) || left.negatives.some((weight) => weight !== 0)
        // The grid's own error is the same with and without the bucket.
        if (isUsed) found.set(bucket, value + walk(bound, all, left, steps) - whole)
      }
      return found
    },
  }
}

/** The metric of the parts, without the rows that are left out; NaN = undefined. `steps` is written over. */
function walk({ metric, params }: BoundMetric<RankedMetric>, all: Steps, left: Omit<Steps, 'keys'> | null, steps: Steps): number {
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
  const walker = metric.walker(totals, params)
  takeSteps(walker, steps, step)
  return walker.value() ?? Number.NaN
}
