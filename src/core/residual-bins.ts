import type { ResidualBin } from './appendix.js'
import { round12 } from './round.js'

/** Collects a histogram of sorted values whose ends are not known before the last of them, exactly and in bounded memory. */
export interface ResidualBins {
  add(residual: number): void
  /** After the last one: ascending. Null where they are too large for a number. */
  bins(): readonly ResidualBin[] | null
}

export const MOST_BINS = 40

/** Share of the rows that may lie beyond either end. */
const BEYOND = 0.01

/** Cells that are kept while rows come. */
const MOST_CELLS = 4096
const LEAST_WIDTH = 2 ** -1000
/** Of the cells that bins are made of, so that edges are exact. */
const GREATEST_KEY = 2 ** 40

/** Values from key × width up to the next key. */
interface Cell {
  readonly key: number
  rows: number
}

interface Cells {
  /** A power of two: divided by it, a value loses no digit. */
  readonly width: number
  readonly cells: Cell[]
}

export function createResidualBins(): ResidualBins {
  let kept: Cells = { width: LEAST_WIDTH, cells: [] }
  let areFinite = true
  let areWhole = true
  return {
    add(residual) {
      areFinite &&= Number.isFinite(residual)
      if (!areFinite) return
      areWhole &&= Number.isInteger(residual)
      while (!Number.isFinite(residual / kept.width)) kept = widened(kept, 2 ** 64)
      put(kept.cells, Math.floor(residual / kept.width), 1)
      while (kept.cells.length > MOST_CELLS) kept = widened(kept, factorOf(kept.cells))
    },
    bins() {
      const bins = areFinite ? binsOf(kept, areWhole) : null
      return bins?.every(({ from, to }) => Number.isFinite(to - from)) === true ? bins : null
    },
  }
}

/** By what cells are widened: as long as the middle half of the rows' cells lies far apart, many doublings are one. */
function factorOf(cells: readonly Cell[]): number {
  const at = (share: number) => cells[Math.floor(share * cells.length)]?.key ?? 0
  return Math.max(2, 2 ** Math.floor(Math.log2(Math.abs(at(0.75) - at(0.25)) / MOST_CELLS)))
}

function widened({ width, cells }: Cells, factor: number): Cells {
  const wider: Cell[] = []
  for (const { key, rows } of cells) put(wider, Math.floor(key / factor), rows)
  return { width: width * factor, cells: wider }
}

function put(cells: Cell[], key: number, rows: number): void {
  const last = cells.at(-1)
  if (last?.key === key) last.rows += rows
  else cells.push({ key, rows })
}

function binsOf(kept: Cells, areWhole: boolean): ResidualBin[] {
  const [from, to] = endsOf(kept.cells)
  const greatest = Math.max(Math.abs(from), Math.abs(to))
  if (greatest > GREATEST_KEY) return binsOf(widened(kept, 2 ** Math.ceil(Math.log2(greatest / GREATEST_KEY))), areWhole)
  const { width, cells } = kept
  const total = rowsOf(cells)
  if (total === 0) return []
  if (from === to) {
    const only = round12((from + 0.5) * width)
    return [{ from: only - 0.5, to: only + 0.5, rows: total }]
  }
  // Bins of a fraction would leave gaps between whole numbers.
  const least = areWhole ? Math.max(1, 1 / width) : 1
  const step = least * Math.ceil(Math.ceil((to - from + 1) / MOST_BINS) / least)
  const rows = new Float64Array(Math.floor((to - from) / step) + 1)
  for (const cell of cells) {
    const bin = Math.max(0, Math.min(rows.length - 1, Math.floor((cell.key - from) / step)))
    rows[bin] = (rows[bin] ?? 0) + cell.rows
  }
  // Exact, so not rounded: a row on an edge is in the bin that begins there.
  const edge = (bin: number) => (from + bin * step) * width
  return [...rows.entries()].map(([bin, each]) => ({ from: edge(bin), to: edge(bin + 1), rows: each }))
}

/** The keys of the cells between which all rows are but for a few; of all of them, where those are in one cell. */
function endsOf(given: readonly Cell[]): readonly [from: number, to: number] {
  const cells = given.toSorted((a, b) => a.key - b.key)
  const beyond = Math.floor(BEYOND * rowsOf(cells))
  const ends = [keyBehind(cells, beyond), keyBehind(cells.toReversed(), beyond)] as const
  return ends[0] === ends[1] ? [cells[0]?.key ?? 0, cells.at(-1)?.key ?? 0] : ends
}

/** The key of the row behind so many. */
function keyBehind(cells: readonly Cell[], rows: number): number {
  let passed = 0
  for (const cell of cells) {
    passed += cell.rows
    if (passed > rows) return cell.key
  }
  return 0
}

function rowsOf(cells: readonly Cell[]): number {
  return cells.reduce((total, { rows }) => total + rows, 0)
}
