import type { Histogram } from '../../core/inspection.js'
import { formatCount, formatShare } from '../numbers.js'
import { bar, type Canvas, clipped, shown } from './canvas.js'

/** How predictions lie, a line per bin and a bar per label: each label's bars add up to 100 %. */
export function histogramLines(histogram: Histogram, canvas: Canvas): string[] {
  const { label, prediction, groups, bins, rowsWithoutLabel, rowsWithoutPrediction } = histogram
  const names = bins.map(({ name }) => clipped(shown(name, canvas), 18, canvas))
  const margin = Math.max(...names.map((name) => name.length)) + GAP
  const width = Math.max(SHARE, Math.min(MOST, Math.floor((canvas.width - margin) / groups.length) - GAP))
  const shares = bins.map(({ rows }) => rows.map((count, group) => count / Math.max(1, groups[group]?.rows ?? 0)))
  const greatest = Math.max(...shares.flat())
  const cell = (share: number) =>
    `${bar(share / greatest, width - SHARE, canvas).padEnd(width - SHARE)}${formatShare(share).padStart(SHARE)}`
  const head = (text: string) => clipped(text, width, canvas).padEnd(width)
  const line = (name: string, cells: readonly string[]) => `${name.padEnd(margin)}${cells.join(' '.repeat(GAP))}`.trimEnd()
  const left = [
    ...(rowsWithoutLabel === 0 ? [] : [`${formatCount(rowsWithoutLabel)} rows without label`]),
    ...(rowsWithoutPrediction === 0 ? [] : [`${formatCount(rowsWithoutPrediction)} labelled rows without prediction`]),
  ]
  return [
    `${clipped(prediction, 40, canvas)} by ${clipped(label, 40, canvas)}${left.length === 0 ? '' : ` (left out: ${left.join(', ')})`}`,
    line(
      '',
      groups.map((group) => head(shown(group.label, canvas))),
    ),
    line(
      '',
      groups.map(({ rows }) => head(`${formatCount(rows)} rows`)),
    ),
    ...names.map((name, index) => line(name, (shares[index] ?? []).map(cell))),
  ]
}

/** Between columns. */
const GAP = 2

/** Width of ` 100.0 %`. */
const SHARE = 8

/** Width of a label's column, at most. */
const MOST = 30
