import type { Group } from './additive.js'
import type { LinearReplicates } from './jackknife.js'
import { slopesAround } from './slopes.js'

/**
 * What a row adds to the statistics: to each sum; then, per quantity, to its weight, first and second
 * moment; last, to the weights. Products are those of what a row adds − ratio × its weight − center, times
 * scale: sums of squares of large numbers would lose the differences that matter, and of huge or tiny ones
 * overflow or vanish.
 */
export interface Factors {
  readonly ratios: Float64Array
  readonly centers: Float64Array
  readonly scales: Float64Array
}

/** A row's influence in a group: `slopes` times its centered and scaled factors, plus `offset`. */
export interface Influence {
  readonly slopes: readonly number[]
  readonly offset: number
  /** Size of what the offset is a difference of. */
  readonly size: number
}

/** Influences of a slice's rows scatter around their mean, which is 0 but for rounding and curvature. */
export function influenceOf(replicates: LinearReplicates, group: Group, slice: number, mean: number): Influence {
  if (replicates.isExact) {
    const change = changeOf(replicates, group, slice)
    return { slopes: [], offset: change - mean, size: Math.abs(change) + Math.abs(mean) }
  }
  const { centers, scales } = replicates.factors
  const slopes = slopesOf(replicates, group, slice)
  let offset = 0
  let size = 0
  for (let index = 0; index < slopes.length; index++) {
    const slope = slopes[index] ?? 0
    const center = slope * (centers[index] ?? 0)
    offset += center
    size += Math.abs(center)
    slopes[index] = slope / (scales[index] ?? 1)
  }
  return { slopes, offset: offset - mean, size: size + Math.abs(mean) }
}

/** The mean influence of each slice's rows, and the largest size of what it is a sum of. */
export function typicalOf(
  replicates: LinearReplicates,
  includes: (slice: number) => boolean,
): { readonly mean: number; readonly size: number }[] {
  const { groups, slopes } = replicates
  const typical = slopes.map(() => ({ mean: 0, size: 0 }))
  for (const group of groups) {
    for (const slice of group.members) {
      const ofSlice = typical[slice]
      if (ofSlice === undefined || !includes(slice)) continue
      const { mean, size } = meanOf(replicates, group, slice)
      ofSlice.mean += mean * (group.rows / (slopes[slice]?.part.rows ?? Number.NaN))
      ofSlice.size = Math.max(ofSlice.size, size)
    }
  }
  return typical
}

function meanOf(replicates: LinearReplicates, group: Group, slice: number) {
  if (replicates.isExact) {
    const change = changeOf(replicates, group, slice)
    return { mean: change, size: Math.abs(change) }
  }
  const { factors } = replicates
  const slopes = slopesOf(replicates, group, slice)
  let mean = 0
  let size = 0
  for (let index = 0; index < slopes.length; index++) {
    const slope = slopes[index] ?? 0
    const center = slope * (factors.centers[index] ?? 0)
    const deviation = (slope * deviationOf(group, index, factors)) / group.rows
    mean += center + deviation
    // Rows scatter by about the factor's scale.
    size += Math.abs(center) + Math.abs(slope / (factors.scales[index] ?? 1))
  }
  return { mean, size }
}

/** What a group adds to a factor beyond ratio × weight and its rows' centers. */
export function deviationOf(group: Group, index: number, { ratios, centers }: Factors): number {
  return addedTo(group, index) - (ratios[index] ?? 0) * group.weight - group.rows * (centers[index] ?? 0)
}

function addedTo({ sums, moments, weight }: Group, index: number): number {
  const place = index - sums.length
  if (place < 0) return sums[index] ?? 0
  const moment = moments[Math.floor(place / 3)]
  if (moment === undefined || place % 3 === 0) return moment?.weight ?? weight
  const first = moment.weight * moment.offset
  return place % 3 === 1 ? first : moment.m2 + first * moment.offset
}

/** What leaving out a row of the group changes, where rows are counts. */
function changeOf({ slopes }: LinearReplicates, group: Group, slice: number): number {
  return slopes[slice]?.sums[group.key] ?? Number.NaN
}

/** Of a group's factors; those of the weights take up what the ratios leave. */
function slopesOf({ slopes, shape: { width }, factors }: LinearReplicates, group: Group, slice: number): number[] {
  const ofSlice = slopes[slice] ?? null
  if (ofSlice === null) return [Number.NaN]
  const found: number[] = []
  let ofWeights = 0
  const add = (slope: number) => {
    ofWeights += slope * (factors.ratios[found.length] ?? 0)
    found.push(slope)
  }
  for (let index = 0; index < width; index++) add(ofSlice.sums[group.key * width + index] ?? Number.NaN)
  for (const [index, around] of group.moments.entries()) {
    for (const slope of slopesAround(around, ofSlice.part.moments[index], ofSlice.moments[index])) add(slope)
  }
  add(ofWeights)
  return found
}

export function times({ slopes, offset, size }: Influence, factor: number): Influence {
  return { slopes: slopes.map((slope) => factor * slope), offset: factor * offset, size: Math.abs(factor) * size }
}

export function plus(a: Influence, b: Influence): Influence {
  return {
    slopes: a.slopes.map((slope, index) => slope + (b.slopes[index] ?? 0)),
    offset: a.offset + b.offset,
    size: a.size + b.size,
  }
}
