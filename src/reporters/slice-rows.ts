import type { Evaluation, SliceResult } from '../core/evaluation.js'
import { splitDrop } from '../core/split-drop.js'
import { blindFirst, byDrop } from '../core/worst-slice.js'

/** A slice as a line of the table. */
export interface SliceRow {
  readonly name: string
  /** Null = only production had it. */
  readonly slice: SliceResult | null
  /** Of the absolute drop, in the metric's unit, positive = worse; null = not known. */
  readonly drop: number | null
  /** Of the drop; null where that says nothing. The shares make 100 % together as far as slices explain it. */
  readonly share: number | null
  /** What the value is compared with. */
  readonly production: number | null
}

/**
 * The slices in the order in which they matter: those that can't be judged, then those that add most to the drop.
 * Where nothing is compared, as the config has them.
 */
export function sliceRows(evaluation: Evaluation): readonly SliceRow[] {
  const rows = withShares(evaluation.drop === null ? uncompared(evaluation) : compared(evaluation), evaluation)
  if (rows.every(({ drop }) => drop === null)) return rows
  return blindFirst(
    byDrop(rows, ({ drop }) => drop),
    ({ slice }) => slice,
  )
}

/** The rows that matter most, in their order, and those that are left out. */
export function topRows(rows: readonly SliceRow[], top: number): { shown: readonly SliceRow[]; hidden: readonly SliceRow[] } {
  const isCompared = rows.some(({ drop }) => drop !== null)
  const weight = ({ slice }: SliceRow) => slice?.weight ?? 0
  const ranked = isCompared ? rows : [...rows].sort((a, b) => weight(b) - weight(a))
  // A slice beyond its guard decides, however little weight it has.
  const first = [...ranked.filter(isOverGuard), ...ranked.filter((row) => !isOverGuard(row))].slice(0, top)
  const chosen = new Set(first)
  return { shown: rows.filter((row) => chosen.has(row)), hidden: rows.filter((row) => !chosen.has(row)) }
}

/** `85 %`, `<1 %`, `-13 %`. */
export function shareText(share: number | null): string {
  if (share === null) return '—'
  const percent = Math.round(share * 100)
  if (percent === 0 && share !== 0) return share > 0 ? '<1 %' : '>-1 %'
  return percent === 100 && share < 1 ? '>99 %' : `${percent} %`
}

function uncompared({ slices }: Evaluation): SliceRow[] {
  return slices.map((slice) => ({ name: slice.name, slice, drop: null, share: null, production: null }))
}

function compared(evaluation: Evaluation): SliceRow[] {
  const { slices, production } = evaluation
  const { against, parts } = splitDrop(evaluation)
  return parts.map(({ name, change, productionValue }, index) => ({
    name,
    slice: slices[index] ?? null,
    drop: change?.drop ?? null,
    share: null,
    production: against === 'slices' ? productionValue : (production?.score ?? null),
  }))
}

/** Parts of a drop that is nearly nothing would be many times the whole. */
function withShares(rows: readonly SliceRow[], { drop }: Evaluation): readonly SliceRow[] {
  const whole = drop?.absolute ?? 0
  const greatest = rows.reduce((found, row) => Math.max(found, Math.abs(row.drop ?? 0)), 0)
  if (!(whole > greatest / MOST_SHARE)) return rows
  return rows.map((row) => ({ ...row, share: row.drop === null ? null : row.drop / whole }))
}

const MOST_SHARE = 10

function isOverGuard({ slice }: SliceRow): boolean {
  return slice?.guard?.verdict === 'drifted' || slice?.guard?.verdict === 'suspected'
}
