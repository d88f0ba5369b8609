import { type Finish, finiteValue, type Group, partsOf, type Shape } from './additive.js'
import { deviationOf, type Factors, type Influence, influenceOf, plus, times, typicalOf } from './influence.js'
import type { Estimates, LinearReplicates } from './jackknife.js'
import { changes, tangents } from './slopes.js'
import { combinedDegrees, type StandardError } from './standard-error.js'

/**
 * The values of all slices, and how each changes with the statistics. A row's influence on a value is the
 * value's gradient times what the row adds to the statistics, so that sums of products say how far
 * influences scatter: no order of rows, file or thread enters. With `counting`, rows add 1 to one sum,
 * and what leaving one out changes is computed as it is.
 * Source: Jaeckel, The infinitesimal jackknife (1972); Efron, The jackknife, the bootstrap and other resampling plans (1982).
 */
export function estimateLinear(
  groups: readonly Group[],
  shape: Shape,
  factors: Factors,
  finish: Finish,
  counting: boolean,
): Estimates {
  const parts = partsOf(groups, shape, () => 0).map((part) => part.get(0) ?? null)
  const values = parts.map((part) => (part === null ? null : finiteValue(part, finish)))
  const sizes = sizesOf(groups, shape, factors)
  const slopes = parts.map((part, slice) => {
    const value = values[slice] ?? null
    if (part === null || value === null) return null
    return counting ? changes(part, value, finish) : tangents(part, sizes[slice] ?? new Float64Array(0), finish)
  })
  return { values, replicates: { kind: 'linear', isExact: counting, shape, factors, groups, slopes } }
}

/** Standard error of Σ weight × value over slices, which may overlap. Null where a slope is not known or a slice has one row. */
export function linearError(replicates: LinearReplicates, weights: readonly number[]): StandardError | null {
  const { groups, slopes } = replicates
  const used = [...slopes.keys()].filter((slice) => (weights[slice] ?? 0) !== 0)
  const isUsed = new Set(used)
  const typical = typicalOf(replicates, (slice) => isUsed.has(slice))
  const errors = errorsOf(replicates, typical, (slice) => isUsed.has(slice))
  const parts = used.map((slice) => scaled(errors[slice] ?? null, weights[slice] ?? 0))
  const degrees = combinedDegrees(parts)
  if (degrees === null) return null
  const unit = Math.max(...used.map((slice) => Math.abs(weights[slice] ?? 0) * (typical[slice]?.size ?? Number.NaN)))
  const scatter: Scatter = { squares: 0, noise: 0, unit }
  for (const group of groups) {
    const members = group.members.filter((slice) => isUsed.has(slice))
    if (members.length === 0) continue
    const influences = members.map((slice) => {
      const factor = (weights[slice] ?? 0) * Math.sqrt(correctionOf(replicates, slice))
      return times(influenceOf(replicates, group, slice, typical[slice]?.mean ?? Number.NaN), factor)
    })
    addScatter(scatter, group, influences.reduce(plus), replicates)
  }
  return errorOf(scatter, 1, degrees)
}

/** The standard error of every slice's value. */
export function linearErrors(replicates: LinearReplicates): (StandardError | null)[] {
  const all = () => true
  return errorsOf(replicates, typicalOf(replicates, all), all)
}

function errorsOf(
  replicates: LinearReplicates,
  typical: ReturnType<typeof typicalOf>,
  includes: (slice: number) => boolean,
): (StandardError | null)[] {
  const { groups, slopes } = replicates
  const scatters = typical.map(({ size }): Scatter => ({ squares: 0, noise: 0, unit: size }))
  for (const group of groups) {
    for (const slice of group.members) {
      const scatter = scatters[slice]
      if (scatter === undefined || !includes(slice)) continue
      addScatter(scatter, group, influenceOf(replicates, group, slice, typical[slice]?.mean ?? Number.NaN), replicates)
    }
  }
  return scatters.map((scatter, slice) => {
    const rows = slopes[slice]?.part.rows ?? 0
    return rows < 2 ? null : errorOf(scatter, correctionOf(replicates, slice), rows - 1)
  })
}

/** Size of the terms that each slice's value is made of, about; 0 where they are counts, which are exact. */
export function linearSizes({ isExact, shape, factors, groups, slopes }: LinearReplicates): number[] {
  if (isExact) return slopes.map(() => 0)
  const sizes = sizesOf(groups, shape, factors)
  return slopes.map((ofSlice, slice) => {
    if (ofSlice === null) return 0
    const terms = ofSlice.sums.map((slope, index) => Math.abs(slope) * (sizes[slice]?.[index] ?? 0))
    return Math.sqrt(ofSlice.part.rows) * terms.reduce((sum, term) => sum + term, 0)
  })
}

/** Place of row i, column j ≥ i of a symmetric matrix in the list of its upper triangle. */
export function packedIndex(i: number, j: number, size: number): number {
  return i * size - (i * (i - 1)) / 2 + (j - i)
}

/** Σ of squared influences, in a unit that keeps squares from overflowing and vanishing. */
interface Scatter {
  squares: number
  /** What rounding may have left in it. */
  noise: number
  readonly unit: number
}

/** Relative precision of sums of products, with room to spare, and of the numbers that go into them. */
const OF_SUMS = 1e-13
const OF_NUMBERS = 1e-13

/** Adds in place: slices may have many groups. */
function addScatter(scatter: Scatter, group: Group, { slopes, offset, size }: Influence, { factors }: LinearReplicates): void {
  const { unit } = scatter
  if (unit === 0) return
  const shift = offset / unit
  let squares = group.rows * shift * shift
  let terms = squares
  for (let i = 0; i < slopes.length; i++) {
    const slope = (slopes[i] ?? 0) / unit
    const mixed = 2 * shift * slope * deviationOf(group, i, factors) * (factors.scales[i] ?? 1)
    squares += mixed
    terms += Math.abs(mixed)
    for (let j = i; j < slopes.length; j++) {
      const product = (slope * (slopes[j] ?? 0) * (group.products[packedIndex(i, j, slopes.length)] ?? 0)) / unit
      const twice = i === j ? product : 2 * product
      squares += twice
      terms += Math.abs(twice)
    }
  }
  scatter.squares += squares
  scatter.noise += OF_SUMS * terms + group.rows * ((OF_NUMBERS * size) / unit) ** 2
}

/** 0 of rows that all have the same influence. */
function errorOf({ squares, noise, unit }: Scatter, correction: number, degrees: number): StandardError | null {
  const variance = squares > noise || Number.isNaN(squares) ? squares * correction : 0
  const standardError = Math.sqrt(variance) * unit
  return Number.isFinite(standardError) ? { standardError, degrees } : null
}

/** Exact changes are those of leaving a row out, which are larger than a row's influence by n / (n − 1). */
function correctionOf({ isExact, slopes }: LinearReplicates, slice: number): number {
  const rows = slopes[slice]?.part.rows ?? 0
  return isExact ? (rows - 1) / rows : rows / (rows - 1)
}

function scaled(error: StandardError | null, weight: number): StandardError | null {
  return error === null ? null : { ...error, standardError: Math.abs(weight) * error.standardError }
}

/** √Σ of the squares of each statistic over the rows of each slice, about. */
function sizesOf(groups: readonly Group[], { slices, keys, width, moments }: Shape, factors: Factors): Float64Array[] {
  const sizes = Array.from({ length: slices }, () => new Float64Array(keys * width))
  for (const { members, key, rows, weight, products } of groups) {
    for (let index = 0; index < width; index++) {
      const spread = Math.sqrt(products[packedIndex(index, index, width + 3 * moments + 1)] ?? 0) / (factors.scales[index] ?? 1)
      const center = (factors.centers[index] ?? 0) + ((factors.ratios[index] ?? 0) * weight) / rows
      const size = spread + Math.sqrt(rows) * Math.abs(center)
      for (const slice of members) {
        const ofSlice = sizes[slice]
        const place = key * width + index
        if (ofSlice !== undefined) ofSlice[place] = Math.hypot(ofSlice[place] ?? 0, size)
      }
    }
  }
  return sizes
}
