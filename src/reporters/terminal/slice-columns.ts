import type { ChalkInstance } from 'chalk'
import type { Evaluation, MetricFacts, SliceResult } from '../../core/evaluation.js'
import { guardTerms } from '../guard-text.js'
import { isolated } from '../names.js'
import { formatCount, formatHalf, formatLevel, formatMetric, formatShare, formatValue, formatWeight } from '../numbers.js'
import type { SliceRow } from '../slice-rows.js'
import type { Cell, Column, ColumnStyle } from './cell.js'
import { dropColumn, plotColumn, plottedLines } from './drawn-columns.js'
import { shortened, widthOf } from './text-width.js'

const NARROWEST_TEXT = 8

/** A column of texts that are shortened where there is no room. */
function textColumn(head: string, texts: readonly string[], rank: number | null, { adapt, width: room }: ColumnStyle): Column {
  const shown = texts.map(adapt)
  const natural = shown.reduce((most, text) => Math.max(most, widthOf(text)), head.length)
  const third = Math.min(natural, Math.floor(room / 3))
  return {
    head: () => head,
    side: 'left',
    least: Math.min(third, NARROWEST_TEXT),
    wanted: third,
    good: Math.min(natural, Math.floor(room / 2)),
    most: natural,
    rank,
    cells: (width) => shown.map((text) => ({ text: shortened(text, width, adapt('…')) })),
  }
}

/** A column as wide as its widest cell. */
function exact(head: string, cells: readonly Cell[], rank: number | null, { adapt }: ColumnStyle): Column {
  const title = adapt(head)
  const shown = cells.map((cell) => ({ ...cell, text: adapt(cell.text) }))
  const width = shown.reduce((most, { text }) => Math.max(most, widthOf(text)), widthOf(title))
  return { head: () => title, side: 'right', least: width, wanted: width, good: width, most: width, rank, cells: () => shown }
}

/** What is known of each slice, and in the last line of the score; columns that would say nothing are left out. */
export function sliceColumns(rows: readonly SliceRow[], evaluation: Evaluation, style: ColumnStyle): Column[] {
  const { metric, confidence, also, score, production, drop } = evaluation
  const { chalk } = style
  const [name = 'value', ...others] = shortNames([...(metric === null ? [] : [metric]), ...also])
  const of = (head: string, rank: number | null, cell: (slice: SliceResult) => string | Cell, total = '', gone = '—') => {
    const found = rows.map(({ slice }) => (slice === null ? gone : cell(slice)))
    return exact(
      head,
      [...found, total].map((each) => (typeof each === 'string' ? { text: each } : each)),
      rank,
      style,
    )
  }
  const ofRow = (head: string, cell: (row: SliceRow) => string, total: string) =>
    exact(
      head,
      [...rows.map(cell), total].map((text) => ({ text })),
      4,
      style,
    )
  const any = (test: (slice: SliceResult) => boolean) => rows.some(({ slice }) => slice !== null && test(slice))
  const when = (isThere: boolean, column: () => Column) => (isThere ? [column()] : [])
  const hasIntervals = any(({ interval }) => interval !== null) && confidence !== null
  const hasStandIns = any(({ isProduction }) => isProduction)
  const isCompared = rows.some((row) => row.drop !== null)
  // One slice is all of the drop, and of one that is not known there are no parts.
  const isTelling = rows.length > 1 && typeof drop?.absolute === 'number'
  const hasOwn = isCompared && rows.some((row) => row.production !== production?.score)
  return [
    textColumn('slice', [...rows.map((row) => isolated(row.name)), 'score'], null, style),
    of('weight', 8, ({ weight }) => formatWeight(weight)),
    of('rows', 6, ({ rows: count }) => formatCount(count)),
    ...when(
      any(({ coverage }) => coverage !== null && coverage < 1),
      () => of('labels', 3, ({ coverage }) => (coverage === null ? '—' : formatShare(coverage))),
    ),
    of(name, null, (slice) => valueCell(slice, chalk), formatValue(score), 'gone'),
    ...when(hasIntervals || hasStandIns, () =>
      of(
        hasIntervals ? `± ${formatLevel(confidence ?? 0)}` : '±',
        7,
        halfWidthText,
        halfText({ value: score, interval: evaluation.interval }),
      ),
    ),
    ...when(hasIntervals, () => of('interval', 1, intervalText, intervalText(evaluation))),
    ...when(style.isVerbose && hasIntervals, () => of('std. error', 6.5, errorText, errorText(evaluation))),
    ...when(hasOwn, () => ofRow('production', (row) => formatValue(row.production), formatValue(production?.score ?? null))),
    ...plotColumn(plottedLines(rows, evaluation), style),
    ...when(isTelling && rows.some(({ share }) => share !== null), () =>
      ofRow('drop', (row) => formatValue(row.drop), formatValue(drop?.absolute ?? null)),
    ),
    ...when(!isCompared, () => of('contribution', 1.5, ({ contribution }) => formatValue(contribution), formatValue(score))),
    ...(isTelling ? dropColumn(rows, drop?.absolute ?? null, style) : []),
    ...when(
      any(({ guard }) => guard !== null),
      () => of('guard', 7.5, (slice) => guardCell(slice, chalk)),
    ),
    ...others.map((head, index) =>
      of(
        head,
        2 - index / 1000,
        ({ also: values }) => formatValue(values[index]?.value ?? null),
        formatValue(also[index]?.score ?? null),
      ),
    ),
    ...when(!style.isVerbose && any(({ where }) => where !== null), () =>
      textColumn('where', [...rows.map(({ slice }) => isolated(slice?.where ?? '')), ''], 0, style),
    ),
  ]
}

/** Names, with the parameters in which metrics of one name differ. */
function shortNames(metrics: readonly MetricFacts[]): string[] {
  return metrics.map(({ name, params }) => {
    const namesakes = metrics.filter((other) => other.name === name)
    const differing = Object.entries(params).filter(([param, value]) =>
      namesakes.some((other) => JSON.stringify(other.params[param]) !== JSON.stringify(value)),
    )
    return formatMetric({ name, params: Object.fromEntries(differing) })
  })
}

function valueCell({ value }: SliceResult, chalk: ChalkInstance): Cell {
  return value === null ? { text: 'undefined', paint: chalk.yellow } : { text: formatValue(value) }
}

function halfWidthText(slice: SliceResult): string {
  return slice.isProduction ? 'production' : halfText(slice)
}

function halfText({ value, interval }: Pick<SliceResult, 'value' | 'interval'>): string {
  return value === null || interval === null ? '—' : formatHalf((interval[1] - interval[0]) / 2, value)
}

function intervalText({ interval }: Pick<SliceResult, 'interval'>): string {
  return interval === null ? '—' : interval.map(formatValue).join(' to ')
}

function errorText({ standardError }: Pick<SliceResult, 'standardError'>): string {
  return standardError === null ? '—' : String(Number(standardError.toPrecision(3)))
}

/** How far the slice is below its own production score; `?` and `!` as in the line of the verdict. */
function guardCell({ guard }: SliceResult, chalk: ChalkInstance): Cell {
  if (guard === null) return { text: '—' }
  const { verdict } = guard
  const text = guardTerms(guard)
  if (text === null) return { text: '—' }
  if (verdict === 'inconclusive') return { text: `${text} ?`, paint: chalk.yellow }
  if (verdict === 'suspected') return { text: `${text} !`, paint: chalk.yellow }
  return verdict === 'drifted' ? { text, paint: chalk.red } : { text }
}
