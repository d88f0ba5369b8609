import type { Evaluation } from '../../core/evaluation.js'
import { formatValue } from '../numbers.js'
import { type SliceRow, shareText } from '../slice-rows.js'
import { bar } from './bar.js'
import { type Column, type ColumnStyle, paintSigns } from './cell.js'
import { type Plotted, plot, plotHead, plotScale } from './plot.js'
import { padded } from './text-width.js'

/** Of the columns that a terminal may be too narrow for, the plot goes last. */
const RANK = 9
const NARROWEST_PLOT = 14
const WIDEST_PLOT = 48
const NARROWEST_BAR = 4
const WIDEST_BAR = 24

/** The slices' values with their intervals against production, all on one scale; nothing where they can't be told apart. */
export function plotColumn(lines: readonly Plotted[], { chalk, adapt }: ColumnStyle): Column[] {
  const scale = plotScale(lines)
  if (scale === null) return []
  const paint = paintSigns({
    [adapt('●')]: chalk.bold,
    [adapt('◆')]: chalk.bold,
    [adapt('│')]: chalk.cyan,
    [adapt('┼')]: chalk.cyan,
  })
  return [
    {
      head: (width) => plotHead(scale, width),
      side: 'left',
      least: NARROWEST_PLOT,
      wanted: NARROWEST_PLOT,
      good: 24,
      most: WIDEST_PLOT,
      rank: RANK,
      isPlot: true,
      cells: (width) => lines.map((line) => ({ text: adapt(plot(line, scale, width)), paint })),
    },
  ]
}

/** What each slice adds to the drop: a bar, and its share or, where that says nothing, its size. `whole` = that of the score, where it has a line. */
export function dropColumn(rows: readonly SliceRow[], whole: number | null, { chalk, adapt }: ColumnStyle): Column[] {
  if (rows.every(({ drop }) => drop === null)) return []
  const isShared = rows.some(({ share }) => share !== null)
  const greatest = rows.reduce((found, { drop }) => Math.max(found, Math.abs(drop ?? 0)), 0)
  const numbers = [
    ...rows.map(({ drop, share }) => (isShared ? shareText(share) : formatValue(drop))),
    ...(whole === null ? [] : [isShared ? '100 %' : formatValue(whole)]),
  ].map(adapt)
  const figures = numbers.reduce((most, text) => Math.max(most, text.length), 0)
  const head = isShared ? 'of the drop' : 'drop'
  const least = Math.max(head.length, figures + 1 + NARROWEST_BAR)
  const paint = paintSigns({ '█': chalk.red, '░': chalk.green, '#': chalk.red, ...eighths(chalk.red) })
  const cells = (width: number) =>
    numbers.map((number, index) => {
      const drawn = adapt(bar(rows[index]?.drop ?? 0, greatest, width - figures - 1))
      return { text: padded(drawn, width - figures, 'left') + number.padStart(figures), paint }
    })
  const sizes = { least, wanted: least, good: figures + 1 + 10, most: figures + 1 + WIDEST_BAR, rank: null }
  return [{ head: (width) => padded(head, width, 'right'), side: 'left', ...sizes, cells }]
}

function eighths<Color>(color: Color): Record<string, Color> {
  return Object.fromEntries([...'▏▎▍▌▋▊▉'].map((sign) => [sign, color]))
}

/** Of the slices, and last of the score. */
export function plottedLines(rows: readonly SliceRow[], { score, interval, production, drop }: Evaluation): Plotted[] {
  return [
    ...rows.map(({ slice, production: before }) => ({
      value: slice?.value ?? null,
      interval: slice?.interval ?? null,
      production: before,
    })),
    { value: score, interval, production: drop === null ? null : (production?.score ?? null) },
  ]
}
