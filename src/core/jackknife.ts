import type { Group, Shape } from './additive.js'
import type { Factors } from './influence.js'
import { linearError, linearErrors } from './linear.js'
import type { Slopes } from './slopes.js'
import { combinedDegrees, type StandardError } from './standard-error.js'
import { sum } from './sum.js'

/** Values of one metric per slice, and what is needed to know how far they may be off. */
export interface Estimates {
  /** In the order of the slices; null = undefined. */
  readonly values: readonly (number | null)[]
  /** Null where no uncertainty can be computed. */
  readonly replicates: Replicates | null
}

type Replicates = BucketReplicates | LinearReplicates

/** Delete-a-group: values of each slice with one bucket of rows left out, for the buckets that the slice has rows in. */
interface BucketReplicates {
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
  readonly factors: Factors
  readonly groups: readonly Group[]
  /** Null = the slice has no value. */
  readonly slopes: readonly (Slopes | null)[]
}

/**
 * Jackknife standard error of Σ weight × value over slices, which may overlap: a row counts in all of
 * them at once. Null where a replicate is undefined or there are fewer than two.
 * Source: Efron and Stein (1981); Kott, The delete-a-group jackknife (2001).
 */
export function standardError(estimates: Estimates, weights: readonly number[]): StandardError | null {
  const { replicates, values } = estimates
  if (replicates === null || weights.some((weight, slice) => weight !== 0 && values[slice] === null)) return null
  const size = sum(weights.map((weight, slice) => Math.abs(weight * (values[slice] ?? 0))))
  if (replicates.kind === 'linear') return withoutNoise(linearError(replicates, weights), size, replicates)
  return withoutNoise(fromBuckets(replicates, values, weights), size, replicates)
}

/** Jackknife standard error of each slice's value. */
export function sliceErrors({ values, replicates }: Estimates): (StandardError | null)[] {
  if (replicates === null) return values.map(() => null)
  const errors =
    replicates.kind === 'linear' ? linearErrors(replicates) : values.map((value, slice) => ofBuckets(replicates, slice, value))
  return errors.map((error, slice) => withoutNoise(error, Math.abs(values[slice] ?? 0), replicates))
}

function ofBuckets({ slices }: BucketReplicates, slice: number, value: number | null): StandardError | null {
  const ofSlice = slices[slice]
  return value === null || ofSlice === undefined ? null : fromBuckets({ kind: 'buckets', slices: [ofSlice] }, [value], [1])
}

/** Relative to a value: what rounding makes of rows that are all alike. Slopes are known to fewer digits than values. */
const ROUNDING_OF_SLOPES = 1e-10
const ROUNDING = 1e-13

/** Rows that are all alike have no spread, rather than a tiny one that would pass for certainty. */
function withoutNoise(error: StandardError | null, size: number, replicates: Replicates): StandardError | null {
  const noise = size * (replicates.kind === 'linear' && !replicates.isExact ? ROUNDING_OF_SLOPES : ROUNDING)
  return error !== null && error.standardError < noise ? { ...error, standardError: 0 } : error
}

/** Every replicate leaves the same rows out of all slices. */
function fromBuckets(
  { slices }: BucketReplicates,
  values: Estimates['values'],
  weights: readonly number[],
): StandardError | null {
  const used = [...weights.keys()].filter((slice) => weights[slice] !== 0)
  const errors = used.map((slice) => fromReplicates(changesOf(slices[slice], values[slice], weights[slice])))
  const degrees = combinedDegrees(errors)
  if (degrees === null) return null
  const changes = new Map<number, number>()
  for (const slice of used) {
    for (const [bucket, change] of changesOf(slices[slice], values[slice], weights[slice])) {
      changes.set(bucket, (changes.get(bucket) ?? 0) + change)
    }
  }
  const error = fromReplicates([...changes].sort(([a], [b]) => a - b))
  return error === null ? null : { ...error, degrees }
}

type Changes = readonly (readonly [bucket: number, change: number])[]

/** What leaving out each bucket changes of weight × value. */
function changesOf(replicates: ReadonlyMap<number, number> | undefined, value: number | null | undefined, weight = 1): Changes {
  return [...(replicates ?? [])].map(([bucket, without]) => [bucket, weight * (without - (value ?? Number.NaN))])
}

function fromReplicates(changes: Changes): StandardError | null {
  const count = changes.length
  if (count < 2) return null
  const mean = sum(changes.map(([, change]) => change)) / count
  const squares = sum(changes.map(([, change]) => (change - mean) ** 2))
  const standardError = Math.sqrt(((count - 1) / count) * squares)
  return Number.isFinite(standardError) ? { standardError, degrees: count - 1 } : null
}
