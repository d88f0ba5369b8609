import type { Group, Shape } from './additive.js'
import { linearError, linearErrors, type Slopes } from './linear.js'

/** Values of one metric per slice, and what is needed to know how far they may be off. */
export interface Estimates {
  /** In the order of the slices; null = undefined. */
  readonly values: readonly (number | null)[]
  /** Null where no uncertainty can be computed. */
  readonly replicates: Replicates | null
}

export type Replicates = BucketReplicates | LinearReplicates

/** Delete-a-group: values of each slice with one bucket of rows left out, for the buckets that the slice has rows in. */
export interface BucketReplicates {
  readonly kind: 'buckets'
  /** NaN = undefined without that bucket. */
  readonly slices: readonly ReadonlyMap<number, number>[]
}

/** Independent rows: every row is its own jackknife group, told by what it adds to the statistics. */
export interface LinearReplicates {
  readonly kind: 'linear'
  /** Whether slopes are the changes when a row is left out, not tangents. */
  readonly isExact: boolean
  readonly shape: Shape
  readonly groups: readonly Group[]
  /** Null = the slice has no value. */
  readonly slopes: readonly (Slopes | null)[]
}

export interface StandardError {
  readonly standardError: number
  /** Degrees of freedom of its Student-t distribution. */
  readonly degrees: number
}

/**
 * Jackknife standard error of Σ weight × value over slices, which may overlap: a row counts in all of
 * them at once. Null where a replicate is undefined or there are fewer than two.
 * Source: Efron and Stein (1981); Kott, The delete-a-group jackknife (2001).
 */
export function standardError(estimates: Estimates, weights: readonly number[]): StandardError | null {
  const { replicates, values } = estimates
  if (replicates === null || weights.some((weight, slice) => weight !== 0 && values[slice] === null)) return null
  return replicates.kind === 'buckets' ? fromBuckets(replicates, values, weights) : linearError(replicates, weights)
}

/** Jackknife standard error of each slice's value. */
export function sliceErrors({ values, replicates }: Estimates): (StandardError | null)[] {
  if (replicates === null) return values.map(() => null)
  if (replicates.kind === 'linear') return linearErrors(replicates)
  return values.map((value, slice) => {
    const ofSlice = replicates.slices[slice]
    return value === null || ofSlice === undefined ? null : fromBuckets({ kind: 'buckets', slices: [ofSlice] }, [value], [1])
  })
}

/** Every replicate leaves the same rows out of all slices. */
function fromBuckets(
  { slices }: BucketReplicates,
  values: Estimates['values'],
  weights: readonly number[],
): StandardError | null {
  const changes = new Map<number, number>()
  let fewest = Number.POSITIVE_INFINITY
  for (const [slice, weight] of weights.entries()) {
    const ofSlice = slices[slice]
    if (weight === 0 || ofSlice === undefined) continue
    // The share of the slice with the fewest units is known no better than that.
    fewest = Math.min(fewest, ofSlice.size)
    for (const [bucket, value] of ofSlice) {
      changes.set(bucket, (changes.get(bucket) ?? 0) + weight * (value - (values[slice] ?? Number.NaN)))
    }
  }
  const count = changes.size
  if (Math.min(fewest, count) < 2) return null
  const terms = [...changes].sort(([a], [b]) => a - b).map(([, change]) => change)
  const mean = sum(terms) / count
  const standardError = Math.sqrt(((count - 1) / count) * sum(terms.map((change) => (change - mean) ** 2)))
  return Number.isFinite(standardError) ? { standardError, degrees: fewest - 1 } : null
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
