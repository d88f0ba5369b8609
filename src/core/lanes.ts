import type { Grids } from './grid.js'
import { flattenMembers, type Members } from './members.js'
import { newSteps, type Steps } from './steps.js'

/** Consecutive rows of an order, column by column. Equal keys are ties. */
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

/** Sorted rows, dealt out as the steps of each slice: rows of equal keys are one step. */
export interface Lanes {
  /** Takes the next rows, and adds them to the grids; the arrays are free again afterwards. */
  deal(rows: RankedRows): void
  /** After the last row: hands on the last step of each slice. */
  end(): void
}

/** Takes the steps of a slice from one place up to another. */
export type Take = (slice: number, steps: Steps, from: number, to: number) => void

/** Steps that wait per slice: few enough that those of many slices stay in the processor's cache. */
const LENGTH = 256

export function createLanes(slices: number, grids: Grids, take: Take): Lanes {
  const waiting: Waiting = {
    steps: newSteps(slices * LENGTH),
    ends: Int32Array.from({ length: slices }, (_, slice) => slice * LENGTH),
    granted: new Int32Array(slices),
    left: new Int32Array(slices),
    grids,
    take,
  }
  let members = flattenMembers([])
  let lastKey = Number.NaN
  return {
    deal(rows) {
      if (members.starts.length !== rows.members.length + 1) members = flattenMembers(rows.members)
      for (let row = 0; row < rows.count; row++) {
        const key = rows.keys[row] ?? 0
        const mayTie = key === lastKey
        addRow(waiting, members, rows.cells[row] ?? 0, key, rows.places[row] ?? 0, rows.weights[row] ?? 0, mayTie)
        lastKey = key
      }
    },
    end() {
      for (const [slice, end] of waiting.ends.entries()) {
        const start = slice * LENGTH
        if (end === start) continue
        take(slice, waiting.steps, start, end)
        grids.close(slice, waiting.steps.keys[end - 1] ?? 0)
      }
    },
  }
}

interface Waiting {
  readonly steps: Steps
  /** Where the lane of each slice goes on. */
  readonly ends: Int32Array
  /** For what there is room in the lane and in the grid's part: at first, and still. */
  readonly granted: Int32Array
  readonly left: Int32Array
  readonly grids: Grids
  readonly take: Take
}

/** The innermost loop: once per row and slice that has it. */
function addRow(
  waiting: Waiting,
  { starts, slices }: Members,
  cell: number,
  key: number,
  place: number,
  weight: number,
  mayTie: boolean,
): void {
  const { steps, ends, left, grids } = waiting
  const { open, width, extra } = grids
  const isPositive = 1 - (place & 1)
  const positive = isPositive * weight
  const last = starts[cell + 1] ?? 0
  for (let index = starts[cell] ?? 0; index < last; index++) {
    const slice = slices[index] ?? 0
    if (mayTie && tiesWithLast(waiting, slice, key)) {
      addToLast(waiting, slice, positive, weight - positive)
    } else {
      if ((left[slice] ?? 0) <= 0) makeRoom(waiting, slice)
      const step = ends[slice] ?? 0
      steps.positives[step] = positive
      steps.negatives[step] = weight - positive
      steps.keys[step] = key
      ends[slice] = step + 1
    }
    left[slice] = (left[slice] ?? 0) - 1 - isPositive * (extra[slice] ?? 0)
    add(open, slice * width + place, weight)
  }
}

function addToLast({ steps, ends }: Waiting, slice: number, positive: number, negative: number): void {
  const step = (ends[slice] ?? 0) - 1
  add(steps.positives, step, positive)
  add(steps.negatives, step, negative)
}

function tiesWithLast({ steps, ends }: Waiting, slice: number, key: number): boolean {
  const end = ends[slice] ?? 0
  return end > slice * LENGTH && steps.keys[end - 1] === key
}

/** Hands on the steps of a full lane, and ends a full part of the grid. */
function makeRoom({ steps, ends, granted, left, grids, take }: Waiting, slice: number): void {
  const start = slice * LENGTH
  const last = (ends[slice] ?? 0) - 1
  const room = (grids.room[slice] ?? 0) - (granted[slice] ?? 0) + (left[slice] ?? 0)
  grids.room[slice] = room
  if (room <= 0) grids.close(slice, steps.keys[last] ?? 0)
  if (last === start + LENGTH - 1) {
    // The next row may tie with the last step.
    take(slice, steps, start, last)
    steps.positives[start] = steps.positives[last] ?? 0
    steps.negatives[start] = steps.negatives[last] ?? 0
    steps.keys[start] = steps.keys[last] ?? 0
    ends[slice] = start + 1
  }
  const free = Math.min(grids.room[slice] ?? 0, start + LENGTH - (ends[slice] ?? 0))
  granted[slice] = free
  left[slice] = free
}

function add(sums: Float64Array, place: number, amount: number): void {
  sums[place] = (sums[place] ?? 0) + amount
}
