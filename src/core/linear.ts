import { type Finish, finiteValue, type Group, type Part, partsOf, type Shape } from './additive.js'
import type { Estimates, LinearReplicates, StandardError } from './jackknife.js'
import type { Moments } from './moments.js'

/**
 * The values of all slices, and how each changes with the statistics. A row's influence on a value is the
 * value's gradient times what the row adds to the statistics, so that sums of products say how far
 * influences scatter: no order of rows, file or thread enters. With `counting`, rows add 1 to one sum,
 * and what leaving one out changes is computed as it is.
 * Source: Jaeckel, The infinitesimal jackknife (1972); Efron, The jackknife, the bootstrap and other resampling plans (1982).
 */
export function estimateLinear(groups: readonly Group[], shape: Shape, finish: Finish, counting: boolean): Estimates {
  const parts = partsOf(groups, shape, () => 0).map((part) => part.get(0) ?? null)
  const values = parts.map((part) => (part === null ? null : finiteValue(part, finish)))
  const squares = squaresOf(groups, shape)
  const slopes = parts.map((part, slice) => {
    const value = values[slice] ?? null
    if (part === null || value === null) return null
    if (counting) return { sums: changesOf(part, value, finish), moments: [], part }
    return {
      sums: slopesOf(part, squares[slice], finish),
      moments: part.moments.map((_, index) => momentSlopes(part, index, finish)),
      part,
    }
  })
  return { values, replicates: { kind: 'linear', isExact: counting, shape, groups, slopes } }
}

/** How a value changes with the statistics of its slice; NaN = not known. */
export interface Slopes {
  readonly part: Part
  readonly sums: Float64Array
  readonly moments: readonly { readonly mean: number; readonly m2: number }[]
}

/** Standard error of Σ weight × value over slices, which may overlap. Null where a slope is not known or there is one row. */
export function linearError(replicates: LinearReplicates, weights: readonly number[]): StandardError | null {
  const { groups, slopes } = replicates
  const scatter: Scatter = { rows: 0, sum: 0, squares: 0, size: 0 }
  for (const group of groups) {
    const members = group.members.filter((slice) => (weights[slice] ?? 0) !== 0)
    if (members.length > 0) scatterMore(scatter, group, slopeOf(group, members, weights, replicates))
  }
  const counts = slopes.flatMap((ofSlice, slice) => ((weights[slice] ?? 0) === 0 ? [] : [ofSlice?.part.rows ?? 0]))
  return errorOf(scatter, Math.min(scatter.rows, ...counts), replicates)
}

/** The standard error of every slice's value, from one pass over the groups. */
export function linearErrors(replicates: LinearReplicates): (StandardError | null)[] {
  const { groups, slopes } = replicates
  const scatters = slopes.map((): Scatter => ({ rows: 0, sum: 0, squares: 0, size: 0 }))
  const once = slopes.map(() => 1)
  for (const group of groups) {
    for (const slice of group.members) {
      const scatter = scatters[slice]
      if (scatter !== undefined) scatterMore(scatter, group, slopeOf(group, [slice], once, replicates))
    }
  }
  return scatters.map((scatter, slice) => (slopes[slice] === null ? null : errorOf(scatter, scatter.rows, replicates)))
}

/** Influences of rows: how many, their sum, the sum of their squares, and the size of the terms that it is a sum of. */
interface Scatter {
  rows: number
  sum: number
  squares: number
  size: number
}

function scatterMore(scatter: Scatter, group: Group, slope: Float64Array): void {
  const added = contribution(group)
  scatter.rows += group.rows
  for (const [i, a] of slope.entries()) {
    if (a === 0) continue
    scatter.sum += a * (added[i] ?? 0)
    for (let j = i; j < slope.length; j++) {
      const product = a * (slope[j] ?? 0) * (group.products[packedIndex(i, j, slope.length)] ?? 0)
      scatter.squares += i === j ? product : 2 * product
      scatter.size += Math.abs(product)
    }
  }
}

/** `fewest` = rows of the slice that has the fewest: its share of the variance is known no better than that. */
function errorOf({ rows, sum, squares, size }: Scatter, fewest: number, { isExact }: LinearReplicates): StandardError | null {
  if (fewest < 2) return null
  const difference = squares - (sum * sum) / rows
  // Less is what rounding leaves of rows that all have the same influence.
  const spread = difference > ROUNDING * size ? difference : 0
  // Exact changes are those of leaving a row out, which are larger than a row's influence by n / (n − 1).
  const variance = isExact ? (spread * (rows - 1)) / rows : (spread * rows) / (rows - 1)
  return Number.isFinite(variance) ? { standardError: Math.sqrt(variance), degrees: fewest - 1 } : null
}

const ROUNDING = 1e-13

/** Place of row i, column j ≥ i of a symmetric matrix in the list of its upper triangle. */
export function packedIndex(i: number, j: number, size: number): number {
  return i * size - (i * (i - 1)) / 2 + (j - i)
}

/** What the rows of a group add: its sums, then weight, first and second moment of each quantity around the group's center. */
function contribution({ sums, moments }: Group): number[] {
  return [...sums, ...moments.flatMap(({ weight, offset, m2 }) => [weight, weight * offset, m2 + weight * offset * offset])]
}

function slopeOf(
  group: Group,
  members: readonly number[],
  weights: readonly number[],
  { slopes, shape: { width } }: LinearReplicates,
): Float64Array {
  const total = new Float64Array(width + 3 * group.moments.length)
  for (const slice of members) {
    const ofSlice = slopes[slice]
    const weight = weights[slice] ?? 0
    for (let index = 0; index < width; index++) {
      total[index] = (total[index] ?? 0) + weight * (ofSlice?.sums[group.key * width + index] ?? Number.NaN)
    }
    for (const [index, around] of group.moments.entries()) {
      const local = localSlopes(ofSlice?.moments[index], ofSlice?.part.moments[index], around)
      for (const [order, slope] of local.entries()) {
        const place = width + 3 * index + order
        total[place] = (total[place] ?? 0) + weight * slope
      }
    }
  }
  return total
}

/** Slopes of mean and m2 as those of a row's weight, weight × distance and weight × distance² from the group's center. */
function localSlopes(slope: Slopes['moments'][number] | undefined, whole: Moments | null | undefined, around: Moments): number[] {
  if (slope === undefined || whole == null) return [Number.NaN, Number.NaN, Number.NaN]
  const shift = whole.center - around.center + whole.offset
  const mean = slope.mean / whole.weight
  return [slope.m2 * shift * shift - mean * shift, mean - 2 * slope.m2 * shift, slope.m2]
}

/** Minus what leaving out one row of each kind changes. */
function changesOf(part: Part, value: number, finish: Finish): Float64Array {
  return part.sums.map((count, kind) => {
    if (count === 0) return 0
    const without = part.sums.slice()
    without[kind] = count - 1
    return value - (finiteValue({ ...part, rows: part.rows - 1, sums: without }, finish) ?? Number.NaN)
  })
}

/** Small enough for a tangent, large enough that rounding of the sums does not show. */
const STEP = 1e-4

function slopesOf(part: Part, squares: Float64Array | undefined, finish: Finish): Float64Array {
  return part.sums.map((sum, index) => {
    const step = STEP * Math.max(Math.abs(sum), Math.sqrt(squares?.[index] ?? 0))
    const moved = (by: number): Part => {
      const sums = part.sums.slice()
      sums[index] = sum + by
      return { ...part, sums }
    }
    return slope(moved, step, finish)
  })
}

function momentSlopes(part: Part, index: number, finish: Finish): { readonly mean: number; readonly m2: number } {
  const moments = part.moments[index] ?? null
  if (moments === null || moments.m2 === 0) return { mean: 0, m2: 0 }
  const moved = (change: Partial<Moments>): Part => ({
    ...part,
    moments: part.moments.map((other, position) => (position === index ? { ...moments, ...change } : other)),
  })
  const { offset, m2, weight } = moments
  return {
    mean: slope((by) => moved({ offset: offset + by }), STEP * Math.sqrt(m2 / weight), finish),
    m2: slope((by) => moved({ m2: m2 + by }), STEP * m2, finish),
  }
}

function slope(moved: (by: number) => Part, step: number, finish: Finish): number {
  if (step === 0) return 0
  const [above, below] = [finiteValue(moved(step), finish), finiteValue(moved(-step), finish)]
  return above === null || below === null ? Number.NaN : (above - below) / (2 * step)
}

/** Σ of each statistic's squares over the rows of each slice. */
function squaresOf(groups: readonly Group[], { slices, keys, width, moments }: Shape): Float64Array[] {
  const squares = Array.from({ length: slices }, () => new Float64Array(keys * width))
  for (const { members, key, products } of groups) {
    for (let index = 0; index < width; index++) {
      const square = products[packedIndex(index, index, width + 3 * moments)] ?? 0
      for (const slice of members) {
        const ofSlice = squares[slice]
        const place = key * width + index
        if (ofSlice !== undefined) ofSlice[place] = (ofSlice[place] ?? 0) + square
      }
    }
  }
  return squares
}
