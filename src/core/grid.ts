import type { BoundMetric, RankedMetric, Totals } from './metric.js'

/**
 * Weights of a slice's sorted rows per bucket and class, in successive parts of about as many rows: a
 * summary of the order that is small enough to be walked once per bucket.
 */
export interface Grid {
  /** The current part's weights, at 2 × bucket, + 1 for negative rows; whoever reads the rows adds to it. */
  open: Float64Array
  /** Rows that the current part should still take. */
  room: number
  /** Ends the current part, whose last row has this key; never within a tie. */
  close(key: number): void
  /** After the last part: the value with each bucket left out that has rows. */
  replicates(bound: BoundMetric<RankedMetric>, value: number): Map<number, number>
}

/** Bytes that the grids of all slices may take. */
const MOST_BYTES = 16 * 1024 ** 2
const MOST_PARTS = 4096
const FEWEST_PARTS = 64

/** One grid per slice, given how many rows each has. */
export function createGrids(rows: readonly number[], buckets: number): readonly Grid[] {
  const most = Math.floor(MOST_BYTES / (rows.length * 2 * buckets * Float64Array.BYTES_PER_ELEMENT))
  const parts = Math.min(MOST_PARTS, Math.max(FEWEST_PARTS, most))
  return rows.map((count) => createGrid(Math.max(1, Math.floor(count / parts)), buckets))
}

function createGrid(size: number, buckets: number): Grid {
  const parts: Part[] = []
  return {
    open: new Float64Array(2 * buckets),
    room: size,
    close(key) {
      parts.push({ key, weights: this.open, ...totalsOf(this.open) })
      this.open = new Float64Array(2 * buckets)
      this.room = size
    },
    replicates(bound, value) {
      const whole = walk(bound, parts, null)
      const isUsed = (bucket: number) => parts.some(({ weights }) => weights[2 * bucket] !== 0 || weights[2 * bucket + 1] !== 0)
      const used = Array.from({ length: buckets }, (_, bucket) => bucket).filter(isUsed)
      // The grid's own error is the same with and without the bucket.
      return new Map(used.map((bucket) => [bucket, value + walk(bound, parts, bucket) - whole]))
    },
  }
}

interface Part extends Totals {
  readonly key: number
  readonly weights: Float64Array
}

/** The metric of the parts, without the rows of one bucket; NaN = undefined. */
function walk({ metric, params }: BoundMetric<RankedMetric>, parts: readonly Part[], bucket: number | null): number {
  const positives = parts.map(({ positive, weights }) => positive - (bucket === null ? 0 : (weights[2 * bucket] ?? 0)))
  const negatives = parts.map(({ negative, weights }) => negative - (bucket === null ? 0 : (weights[2 * bucket + 1] ?? 0)))
  const walker = metric.walker({ positive: sum(positives), negative: sum(negatives) }, params)
  for (const [index, part] of parts.entries()) {
    const [positive = 0, negative = 0] = [positives[index], negatives[index]]
    if (positive > 0 || negative > 0) walker.step(positive, negative, part.key)
  }
  return walker.value() ?? Number.NaN
}

function totalsOf(part: Float64Array): Totals {
  let positive = 0
  let negative = 0
  for (let place = 0; place < part.length; place += 2) {
    positive += part[place] ?? 0
    negative += part[place + 1] ?? 0
  }
  return { positive, negative }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
