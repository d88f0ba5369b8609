import type { RankedRows } from './lanes.js'
import { flattenMembers, type Members } from './members.js'
import type { Pairs } from './metric.js'

/** Counts the pairs of a positive and a negative row that a descending order puts right, for many slices in one pass. */
export interface Concordance {
  /** Takes the next rows; the arrays are free again afterwards. */
  rows(rows: RankedRows): void
  /** After the last row. */
  end(): void
  pairs(slice: number): Pairs
  /** The pairs without each jackknife group that has rows, exactly. */
  replicates(slice: number): Map<number, Pairs>
}

/**
 * A group's pairs, in one line of the processor's cache: concordant pairs of its negatives with any
 * positive, and with its own; discordant pairs of its positives; weights of both classes; weights of
 * the rows that may still tie with the next.
 */
const CONCORDANT = 0
const OWN = 1
const DISCORDANT = 2
const POSITIVE = 3
const NEGATIVE = 4
const TIED_POSITIVE = 5
const TIED_NEGATIVE = 6
const WIDTH = 8

export function createConcordance(slices: number, buckets: number): Concordance {
  const state: State = {
    groups: new Float64Array(slices * buckets * WIDTH),
    buckets,
    above: new Float64Array(slices),
    below: new Float64Array(slices),
    tied: new Int32Array(slices * buckets),
    tiedSlices: new Int32Array(slices * buckets),
    tiedPositive: new Float64Array(slices),
    tiedNegative: new Float64Array(slices),
  }
  let members = flattenMembers([])
  let open: OpenTie = { key: Number.NaN, count: 0 }
  const read = (slice: number, bucket: number, field: number) => state.groups[(slice * buckets + bucket) * WIDTH + field] ?? 0
  const pairsOf = (slice: number): Pairs => {
    let concordant = 0
    for (let bucket = 0; bucket < buckets; bucket++) concordant += read(slice, bucket, CONCORDANT)
    return { concordant, positive: state.above[slice] ?? 0, negative: state.below[slice] ?? 0 }
  }
  return {
    rows(rows) {
      if (members.starts.length !== rows.members.length + 1) members = flattenMembers(rows.members)
      open = take(rows, members, state, open)
    },
    end() {
      closeTie(state, open.count)
      open = { key: Number.NaN, count: 0 }
    },
    pairs: pairsOf,
    replicates(slice) {
      const all = pairsOf(slice)
      const found = new Map<number, Pairs>()
      for (let bucket = 0; bucket < buckets; bucket++) {
        const [positive, negative] = [read(slice, bucket, POSITIVE), read(slice, bucket, NEGATIVE)]
        if (positive + negative === 0) continue
        const ofPositives = positive * all.negative - read(slice, bucket, DISCORDANT)
        const lost = read(slice, bucket, CONCORDANT) + ofPositives - read(slice, bucket, OWN)
        found.set(bucket, {
          concordant: all.concordant - lost,
          positive: all.positive - positive,
          negative: all.negative - negative,
        })
      }
      return found
    },
  }
}

interface State {
  /** `WIDTH` numbers per slice and jackknife group. */
  readonly groups: Float64Array
  readonly buckets: number
  /** Weights per slice of the positives and negatives so far. */
  readonly above: Float64Array
  readonly below: Float64Array
  /** Places in `groups` that have rows of the open tie. */
  readonly tied: Int32Array
  /** Their slices. */
  readonly tiedSlices: Int32Array
  /** Weights per slice of those rows. */
  readonly tiedPositive: Float64Array
  readonly tiedNegative: Float64Array
}

/** Rows of one key that have been seen, as so many groups in `tied`. */
interface OpenTie {
  readonly key: number
  readonly count: number
}

function take(rows: RankedRows, members: Members, state: State, open: OpenTie): OpenTie {
  const { count, keys, places, weights, cells } = rows
  let before = open.key
  let ties = open.count
  for (let row = 0; row < count; row++) {
    const key = keys[row] ?? 0
    const isNext = key !== before
    if (isNext && ties > 0) ties = closeTie(state, ties)
    before = key
    // The row behind the last one is not known yet.
    const isAlone = isNext && row + 1 < count && keys[row + 1] !== key
    const cell = cells[row] ?? 0
    const place = places[row] ?? 0
    const weight = weights[row] ?? 0
    if (!isAlone) ties = addTied(state, members, cell, place, weight, ties)
    else if ((place & 1) === 1) addNegative(state, members, cell, place >> 1, weight)
    else addPositive(state, members, cell, place >> 1, weight)
  }
  return { key: before, count: ties }
}

/** The innermost loops: once per row and slice that has it. */
function addNegative(state: State, { starts, slices }: Members, cell: number, bucket: number, weight: number): void {
  const { groups, buckets, above, below } = state
  const last = starts[cell + 1] ?? 0
  for (let index = starts[cell] ?? 0; index < last; index++) {
    const slice = slices[index] ?? 0
    const group = (slice * buckets + bucket) * WIDTH
    add(groups, group + CONCORDANT, weight * (above[slice] ?? 0))
    add(groups, group + OWN, weight * (groups[group + POSITIVE] ?? 0))
    add(groups, group + NEGATIVE, weight)
    add(below, slice, weight)
  }
}

function addPositive(state: State, { starts, slices }: Members, cell: number, bucket: number, weight: number): void {
  const { groups, buckets, above, below } = state
  const last = starts[cell + 1] ?? 0
  for (let index = starts[cell] ?? 0; index < last; index++) {
    const slice = slices[index] ?? 0
    const group = (slice * buckets + bucket) * WIDTH
    add(groups, group + DISCORDANT, weight * (below[slice] ?? 0))
    add(groups, group + POSITIVE, weight)
    add(above, slice, weight)
  }
}

/** Keeps a row that ties, or may tie with the next, and says how many groups have such rows. */
function addTied(state: State, { starts, slices }: Members, cell: number, place: number, weight: number, count: number): number {
  const { groups, buckets, tied, tiedSlices } = state
  const sums = (place & 1) === 0 ? state.tiedPositive : state.tiedNegative
  const last = starts[cell + 1] ?? 0
  let ties = count
  for (let index = starts[cell] ?? 0; index < last; index++) {
    const slice = slices[index] ?? 0
    const group = (slice * buckets + (place >> 1)) * WIDTH
    if (groups[group + TIED_POSITIVE] === 0 && groups[group + TIED_NEGATIVE] === 0) {
      tiedSlices[ties] = slice
      tied[ties++] = group
    }
    add(groups, group + TIED_POSITIVE + (place & 1), weight)
    add(sums, slice, weight)
  }
  return ties
}

/** Counts the rows of a tie, whose pairs among themselves count half; returns the groups left, none. */
function closeTie(state: State, count: number): number {
  const { groups, above, below, tied, tiedSlices, tiedPositive, tiedNegative } = state
  for (let index = 0; index < count; index++) {
    const group = tied[index] ?? 0
    const slice = tiedSlices[index] ?? 0
    const positive = groups[group + TIED_POSITIVE] ?? 0
    const negative = groups[group + TIED_NEGATIVE] ?? 0
    add(groups, group + CONCORDANT, negative * ((above[slice] ?? 0) + (tiedPositive[slice] ?? 0) / 2))
    add(groups, group + OWN, negative * ((groups[group + POSITIVE] ?? 0) + positive / 2))
    add(groups, group + DISCORDANT, positive * ((below[slice] ?? 0) + (tiedNegative[slice] ?? 0) / 2))
    add(groups, group + POSITIVE, positive)
    add(groups, group + NEGATIVE, negative)
    groups[group + TIED_POSITIVE] = 0
    groups[group + TIED_NEGATIVE] = 0
  }
  for (let index = 0; index < count; index++) {
    const slice = tiedSlices[index] ?? 0
    add(above, slice, tiedPositive[slice] ?? 0)
    add(below, slice, tiedNegative[slice] ?? 0)
    tiedPositive[slice] = 0
    tiedNegative[slice] = 0
  }
  return 0
}

function add(sums: Float64Array, place: number, amount: number): void {
  sums[place] = (sums[place] ?? 0) + amount
}
