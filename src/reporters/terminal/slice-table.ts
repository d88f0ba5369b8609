import type { Evaluation } from '../../core/evaluation.js'
import { formatCount, formatLevel, formatShare, formatValue } from '../numbers.js'
import { type SliceRow, shareText, sliceRows, topRows } from '../slice-rows.js'
import type { ColumnStyle } from './cell.js'
import { fitColumns } from './column-fit.js'
import { sliceColumns } from './slice-columns.js'
import { padded } from './text-width.js'
import { wrapped } from './wrap.js'

export interface TableStyle extends ColumnStyle {
  readonly top: number | null
  readonly config: string | null
}

const GAP = '  '

/** Slices that are shown where nobody says how many. */
export const DEFAULT_TOP = 20

/** A line per slice, those that matter most first, and one of the score; as many columns as the width has room for. */
export function sliceTable(evaluation: Evaluation, style: TableStyle): string[] {
  const { chalk, adapt, width: room } = style
  const { shown, hidden } = topRows(sliceRows(evaluation), style.top ?? DEFAULT_TOP)
  const columns = sliceColumns(shown, evaluation, style)
  const widths = fitColumns(columns, room, GAP.length)
  const drawn = columns.flatMap((column, index) => {
    const width = widths[index] ?? null
    return width === null ? [] : [{ ...column, width, cells: column.cells(width) }]
  })
  const head = drawn.map(({ head, width, side }) => padded(head(width), width, side, chalk.bold)).join(GAP)
  const line = (at: number) =>
    drawn.map(({ width, side, cells }) => padded(cells[at]?.text ?? '', width, side, cells[at]?.paint)).join(GAP)
  const plotted = drawn.find(({ isPlot }) => isPlot)?.cells.map(({ text }) => text) ?? null
  return [
    head.trimEnd(),
    ...shown.map((_, index) => line(index).trimEnd()),
    ...(hidden.length === 0
      ? []
      : wrapped(adapt(hiddenText(hidden, shown.length + hidden.length)), room).map((each) => chalk.dim(each))),
    ...(shown.length + hidden.length > 1 ? [line(shown.length).trimEnd()] : []),
    ...(plotted !== null
      ? wrapped(
          adapt(
            legend(
              shown,
              evaluation,
              plotted.some((text) => text.includes(adapt('◆'))),
            ),
          ),
          room,
        ).map((each) => chalk.dim(each))
      : []),
  ]
}

function hiddenText(hidden: readonly SliceRow[], total: number): string {
  const share = hidden.every((row) => row.share === null) ? null : hidden.reduce((sum, row) => sum + (row.share ?? 0), 0)
  const weight = hidden.reduce((sum, { slice }) => sum + (slice?.weight ?? 0), 0)
  const part = share === null ? `${formatShare(weight)} of the weight` : `${shareText(share)} of the drop`
  const slices = hidden.length === 1 ? 'slice,' : 'slices, together'
  return `… and ${formatCount(hidden.length)} more ${slices} ${part} (--top ${total} shows all)`
}

/** What the signs of the plot mean. */
function legend(rows: readonly SliceRow[], evaluation: Evaluation, isMet: boolean): string {
  const { metric, confidence, production, drop, slices } = evaluation
  const hasIntervals = slices.some(({ interval }) => interval !== null) && confidence !== null
  const hasOwn = rows.some((row) => row.production !== production?.score)
  const stored = hasOwn ? 'production of the slice' : `production ${formatValue(production?.score ?? null)}`
  return [
    `● ${metric?.name ?? 'value'}`,
    ...(hasIntervals ? [`├─┤ ${formatLevel(confidence)} interval`] : []),
    ...(drop === null || production === null ? [] : [`│ ${stored}`]),
    ...(isMet ? ['◆ both'] : []),
  ].join('   ')
}
