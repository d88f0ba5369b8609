import type { Evaluation, ProductionSlice, SliceResult } from './evaluation.js'
import type { Explanation, RowSplit, SlicePart } from './explanation.js'
import { difference, round12, roundAs } from './round.js'
import { sum } from './sum.js'

/** The parts of the drop, as far as they are known: a slice without a value may have none. */
export interface DropSplit extends Pick<Explanation, 'against' | 'unexplained' | 'rows'> {
  /** Those of the evaluation, in its order; then those that only production had. */
  readonly parts: readonly DropPart[]
}

export interface DropPart extends Omit<SlicePart, 'drop' | 'share' | 'performance' | 'mix'> {
  /** Null where they can't be known, or are no finite numbers. */
  readonly change: Change | null
}

export type Change = Pick<SlicePart, 'drop' | 'performance' | 'mix'>

type Compared = Pick<Evaluation, 'slices' | 'production' | 'metric'>

/**
 * Splits the drop of the weighted sum by slices. Each is held against its own production value; one that has none
 * there is new if it is known with which weights the others made up the production score: what it adds is mix. Where
 * neither is known, all are held against the production score.
 */
export function splitDrop({ slices, production, metric }: Compared): DropSplit {
  const sign = metric?.direction === 'lower' ? -1 : 1
  const score = production?.score ?? null
  const stored = production?.slices ?? []
  const areWeighted = areWhole(stored)
  const against = areComparable(slices, stored, areWeighted) ? 'slices' : 'score'
  const pairs = pairsOf(slices, stored, areWeighted && against === 'slices')
  const shares = { now: rowShares(pairs.map(({ now }) => now)), before: rowShares(pairs.map(({ before }) => before)) }
  const areOwn = against === 'slices'
  const parts = pairs.map(({ name, now, before }, index): DropPart => {
    const former = areOwn ? before : { value: score, weight: now?.weight ?? 0 }
    return {
      name,
      value: now?.value ?? null,
      productionValue: before?.value ?? null,
      weight: now?.weight ?? null,
      productionWeight: areWeighted ? (before?.weight ?? null) : null,
      rowShare: shares.now[index] ?? null,
      productionRowShare: areOwn ? (shares.before[index] ?? null) : null,
      change: score === null ? null : change(now, former, score, sign),
    }
  })
  const unexplained = areOwn && score !== null ? sign * beyondSlices(score, pairs) + 0 : 0
  return { against, parts, unexplained, rows: areOwn ? splitRows(pairs, shares, sign) : null }
}

/** What the production score has beyond the weighted sum of its slices; what rounding leaves is nothing. */
function beyondSlices(score: number, pairs: readonly Pair[]): number {
  const terms = pairs.map(({ before }) => (before?.weight ?? 0) * (before?.value ?? 0))
  const rest = difference(score, sum(terms))
  return Math.abs(rest) <= TOLERANCE * Math.max(Math.abs(score), ...terms.map(Math.abs)) ? 0 : round12(rest)
}

interface Side {
  readonly value: number | null
  readonly weight: number
}

interface Pair {
  readonly name: string
  readonly now: (Side & { readonly rows: number }) | null
  readonly before: (Side & { readonly rows: number | null }) | null
}

const TOLERANCE = 1e-9

/** Whether stored slices are all of a score: their weights are known and sum to 1. */
function areWhole(stored: readonly ProductionSlice[]): boolean {
  return Math.abs(sum(stored.map(({ weight }) => weight ?? Number.NaN)) - 1) <= TOLERANCE
}

function areComparable(slices: readonly SliceResult[], stored: readonly ProductionSlice[], areWeighted: boolean): boolean {
  const known = new Set(stored.map(({ name }) => name))
  const weighted = slices.filter(({ weight }) => weight > 0)
  return areWeighted ? weighted.some(({ name }) => known.has(name)) : weighted.every(({ name }) => known.has(name))
}

/** The slices of today, then those that only production had, if it is known what they were worth. */
function pairsOf(slices: readonly SliceResult[], stored: readonly ProductionSlice[], areWeighted: boolean): readonly Pair[] {
  const own = new Map(stored.map((slice) => [slice.name, slice]))
  const here = new Set(slices.map(({ name }) => name))
  const gone = areWeighted ? stored.filter(({ name }) => !here.has(name)) : []
  return [
    ...slices.map((slice) => ({
      name: slice.name,
      now: slice,
      before: formerOf(own.get(slice.name), slice.weight, areWeighted),
    })),
    ...gone.map((slice) => ({ name: slice.name, now: null, before: formerOf(slice, 0, areWeighted) })),
  ]
}

/** Weights of production that are not known are those of today. */
function formerOf(stored: ProductionSlice | undefined, now: number, isWeighted: boolean): Pair['before'] {
  if (stored === undefined) return null
  const then = isWeighted ? (stored.weight ?? 0) : now
  return { value: stored.score, weight: Math.abs(then - now) <= TOLERANCE ? now : then, rows: stored.rows }
}

/**
 * What a slice changes of a weighted mean, exactly: w × (v₀ − v) because it got worse, and (w₀ − w) × (v₀ − center)
 * because it counts for more or less. A new slice has always been as it is: all that it changes is mix.
 */
function change(now: Side | null, before: Side | null, center: number, sign: number): Change | null {
  const weight = now?.weight ?? 0
  const value = now?.value ?? null
  if (weight > 0 && value === null) return null
  const former = before?.value ?? value ?? center
  const performance = weight === 0 || value === null ? 0 : sign * weight * difference(former, value)
  const mix = sign * ((before?.weight ?? 0) - weight) * difference(former, center)
  const size = Math.max(Math.abs(performance), Math.abs(mix))
  const rounded = [performance, mix, roundAs(performance + mix, size)].map((part) => round12(part) + 0)
  const [one = 0, other = 0, drop = 0] = rounded
  return rounded.every(Number.isFinite) ? { drop, performance: one, mix: other } : null
}

interface Shares {
  readonly now: readonly (number | null)[]
  readonly before: readonly (number | null)[]
}

/** Of the rows of all slices with weight; null where a count is not known, or none has rows. */
function rowShares(sides: readonly (Pair['now'] | Pair['before'])[]): readonly (number | null)[] {
  const rows = sides.map((side) => (side === null || side.weight === 0 ? 0 : (side.rows ?? Number.NaN)))
  const total = sum(rows)
  return sides.map((side, index) =>
    side === null || side.weight === 0 || !(total > 0) ? null : round12((rows[index] ?? 0) / total),
  )
}

/** The same split of the mean that follows the rows. */
function splitRows(pairs: readonly Pair[], shares: Shares, sign: number): RowSplit | null {
  const areKnown = [shares.now, shares.before].every((side) => side.some((share) => share !== null))
  if (!areKnown) return null
  const sides = pairs.map(({ now, before }, index) => ({
    now: now && { ...now, weight: shares.now[index] ?? 0 },
    before: before && { ...before, weight: shares.before[index] ?? 0 },
  }))
  const mean = sum(sides.map(({ before }) => (before === null ? 0 : before.weight * (before.value ?? 0))))
  return totalOf(sides.map(({ now, before }) => change(now, before, mean, sign)))
}

/** Null where a part is not known, or they sum to no finite number. */
export function totalOf(changes: readonly (Change | null)[]): Pick<Explanation, 'performance' | 'mix'> | null {
  const known = changes.filter((part) => part !== null)
  const total = (key: 'performance' | 'mix') => {
    const parts = known.map((part) => part[key])
    return round12(roundAs(sum(parts), Math.max(0, ...parts.map(Math.abs)))) + 0
  }
  const totals = { performance: total('performance'), mix: total('mix') }
  return known.length < changes.length || !Object.values(totals).every(Number.isFinite) ? null : totals
}
