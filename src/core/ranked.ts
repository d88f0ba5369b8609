import { createGrids, type Grid } from './grid.js'
import type { Estimates } from './jackknife.js'
import type { BoundMetric, RankedMetric, Totals, Walker } from './metric.js'
import { newSteps, type Steps, takeSteps } from './steps.js'

export interface RankedSlice {
  readonly rows: number
  readonly totals: Totals
}

/** Consecutive rows of the order, column by column. Equal keys are ties. */
export interface RankedRows {
  readonly count: number
  readonly keys: Float64Array
  /** 2 × jackknife group, + 1 for a negative row. */
  readonly places: Uint8Array
  readonly weights: Float64Array
  /** The slices of each row: an index into `members`. */
  readonly cells: Int32Array
  readonly members: readonly Int32Array[]
}

/** Feeds ranked metrics for many slices from one pass over sorted rows. */
export interface Sweep {
  /** Takes the next rows; the arrays are free again afterwards. */
  rows(rows: RankedRows): void
  /** After the last row: the estimates of each metric. */
  end(): readonly Estimates[]
}

/**
 * Values are exact: every step of the order is walked, rows of equal keys as one step, so that their
 * order among themselves does not matter. What leaving out a bucket changes is computed on a grid of
 * each slice's quantiles, which holds the weights per bucket; up to some hundred rows it is exact, too.
 */
export function createSweep(
  metrics: readonly BoundMetric<RankedMetric>[],
  slices: readonly RankedSlice[],
  buckets: number,
): Sweep {
  const grids = createGrids(
    slices.map(({ rows }) => rows),
    buckets,
  )
  const walkers = slices.map(({ totals }) => metrics.map(({ metric, params }) => metric.walker(totals, params)))
  const open = slices.map(() => ({ key: Number.NaN, positive: 0, negative: 0 }))
  const ends = new Int32Array(slices.length)
  let members = flatten([])
  let lanes = new Uint32Array(0)
  let steps = newSteps(0)

  return {
    rows(batch) {
      if (steps.keys.length <= batch.count) {
        lanes = new Uint32Array(slices.length * batch.count)
        steps = newSteps(batch.count + 1)
      }
      const capacity = steps.keys.length - 1
      if (members.starts.length !== batch.members.length + 1) members = flatten(batch.members)
      for (const slice of ends.keys()) ends[slice] = slice * capacity
      spread(batch, members, lanes, ends)
      for (const [slice, grid] of grids.entries()) {
        const last = open[slice]
        if (last === undefined) continue
        const lane = { numbers: lanes, from: slice * capacity, to: ends[slice] ?? 0 }
        takeAll(walkers[slice] ?? [], steps, merge(batch, lane, last, grid, steps))
      }
    },
    end() {
      const values = walkers.map((ofSlice, slice) => {
        const { key, positive, negative } = open[slice] ?? { key: Number.NaN, positive: 0, negative: 0 }
        if (positive + negative > 0) {
          for (const walker of ofSlice) walker.step(positive, negative, key)
          grids[slice]?.close(key)
        }
        return ofSlice.map((walker) => finalValue(walker, slices[slice]?.rows ?? 0))
      })
      return metrics.map((bound, metric) => ({
        values: values.map((ofSlice) => ofSlice[metric] ?? null),
        replicates: {
          kind: 'buckets',
          slices: values.map((ofSlice, slice) => {
            const value = ofSlice[metric] ?? null
            return value === null ? new Map() : (grids[slice]?.replicates(bound, value) ?? new Map())
          }),
        },
      }))
    },
  }
}

/** Lists one after another: that of `cell` is `slices[starts[cell]]` up to `starts[cell + 1]`. */
interface Members {
  readonly starts: Int32Array
  readonly slices: Int32Array
}

function flatten(members: readonly Int32Array[]): Members {
  const starts = new Int32Array(members.length + 1)
  for (const [cell, { length }] of members.entries()) starts[cell + 1] = (starts[cell] ?? 0) + length
  const slices = new Int32Array(starts.at(-1) ?? 0)
  for (const [cell, ofCell] of members.entries()) slices.set(ofCell, starts[cell])
  return { starts, slices }
}

/** Writes the numbers of the rows of each slice into its lane; `ends` = where the lanes begin, and then where they end. */
function spread({ count, cells }: RankedRows, { starts, slices }: Members, lanes: Uint32Array, ends: Int32Array): void {
  for (let row = 0; row < count; row++) {
    const cell = cells[row] ?? 0
    const last = starts[cell + 1] ?? 0
    for (let index = starts[cell] ?? 0; index < last; index++) {
      const slice = slices[index] ?? 0
      const end = ends[slice] ?? 0
      lanes[end] = row
      ends[slice] = end + 1
    }
  }
}

/** The step that the next row may still tie with. */
interface OpenStep {
  key: number
  positive: number
  negative: number
}

/** The numbers of the rows of one slice. */
interface Lane {
  readonly numbers: Uint32Array
  readonly from: number
  readonly to: number
}

/** Turns rows into steps, one per key, and says how many there are; the last one stays open. Adds the rows to the grid, too. */
function merge(rows: RankedRows, { numbers, from, to }: Lane, open: OpenStep, grid: Grid, steps: Steps): number {
  const { keys, places, weights } = rows
  // Numbers in objects are boxed at every write.
  let { key, positive, negative } = open
  const { open: part } = grid
  let { room } = grid
  let step = 0
  for (let index = from; index < to; index++) {
    const row = numbers[index] ?? 0
    const next = keys[row] ?? 0
    if (next !== key) {
      step = addStep(steps, step, key, positive, negative)
      if (room <= 0) {
        grid.close(key)
        room = grid.room
      }
      key = next
      positive = 0
      negative = 0
    }
    const place = places[row] ?? 0
    const weight = weights[row] ?? 0
    const below = (place & 1) * weight
    positive += weight - below
    negative += below
    part[place] = (part[place] ?? 0) + weight
    room--
  }
  grid.room = room
  open.key = key
  open.positive = positive
  open.negative = negative
  return step
}

/** Before the first row of all there is no step: its place is written again. */
function addStep({ positives, negatives, keys }: Steps, step: number, key: number, positive: number, negative: number): number {
  positives[step] = positive
  negatives[step] = negative
  keys[step] = key
  return positive + negative > 0 ? step + 1 : step
}

function takeAll(walkers: readonly Walker[], steps: Steps, count: number): void {
  for (const walker of walkers) takeSteps(walker, steps, count)
}

function finalValue(walker: Walker, rows: number): number | null {
  const value = rows === 0 ? null : walker.value()
  return value !== null && Number.isFinite(value) ? value : null
}
