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
  readonly slopes: Float64Array
  readonly offset: number
  /** Size of what the offset is a difference of. */
  readonly size: number
}

/** Influences of a slice's rows scatter around their mean, which is 0 but for rounding and curvature. */
export function influenceOf(replicates: LinearReplicates, group: Group, slice: number, mean: number): Influence {
  const { factors } = replicates
  const slopes = slopesOf(replicates, group, slice)
  let offset = 0
  let size = 0
  for (const [index, slope] of slopes.entries()) {
    const center = slope * (factors.centers[index] ?? 0)
    offset += center
    size += Math.abs(center)
    slopes[index] = slope / (factors.scales[index] ?? 1)
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
  const { factors } = replicates
  let mean = 0
  let size = 0
  for (const [index, slope] of slopesOf(replicates, group, slice).entries()) {
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

/** Of a group's factors; those of the weights take up what the ratios leave. */
function slopesOf({ slopes, shape: { width }, factors }: LinearReplicates, group: Group, slice: number): Float64Array {
  const ofSlice = slopes[slice] ?? null
  const last = width + 3 * group.moments.length
  const found = new Float64Array(last + 1).fill(ofSlice === null ? Number.NaN : 0)
  if (ofSlice === null) return found
  for (let index = 0; index < width; index++) found[index] = ofSlice.sums[group.key * width + index] ?? Number.NaN
  for (const [index, around] of group.moments.entries()) {
    found.set(slopesAround(around, ofSlice.part.moments[index], ofSlice.moments[index]), width + 3 * index)
  }
  for (let index = 0; index < last; index++) found[last] = (found[last] ?? 0) + (found[index] ?? 0) * (factors.ratios[index] ?? 0)
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
