import type { Evaluation, SliceResult } from '../../core/evaluation.js'
import type { SlicePart } from '../../core/explanation.js'
import { blindFirst, byDrop } from '../../core/worst-slice.js'
import { guardTerms } from '../guard-text.js'
import { formatCount, formatEstimate, formatLevel, formatMetric, formatShare, formatValue, formatWeight } from '../numbers.js'
import { shareText } from '../slice-rows.js'
import { code, plain } from './text.js'

/** The slices that matter most as a table, and how many are not in it. Columns that would say nothing are left out. */
export function sliceLines(evaluation: Evaluation, most: number): string[] {
  const rows = rowsInOrder(evaluation)
  const shown = rows.slice(0, most)
  const hidden = rows.length - shown.length
  const columns = columnsOf(evaluation)
  const lines = [
    columns.map(({ head }) => head),
    columns.map(({ isText = false }) => (isText ? ':--' : '--:')),
    ...shown.map((row) => columns.map(({ cell }) => cell(row))),
  ].map((cells) => `| ${cells.join(' | ')} |`)
  return [
    ...(shown.length === 0 ? [] : ['', ...lines]),
    ...(hidden === 0
      ? []
      : ['', `${formatCount(hidden)} ${hidden === 1 ? 'slice is' : 'slices are'} not shown; other formats have all.`]),
  ]
}

interface Row {
  readonly name: string
  /** Null = only production had it. */
  readonly slice: SliceResult | null
  /** Of the drop; null = not known. */
  readonly part: SlicePart | null
}

/** Slices with weight and without value first, as they are why there is no verdict; then by their part of the drop. */
function rowsInOrder({ slices, explanation }: Evaluation): readonly Row[] {
  const parts = new Map((explanation?.slices ?? []).map((part) => [part.name, part]))
  const names = new Set(slices.map(({ name }) => name))
  const gone = [...parts.values()].filter(({ name }) => !names.has(name))
  const rows: readonly Row[] = [
    ...slices.map((slice) => ({ name: slice.name, slice, part: parts.get(slice.name) ?? null })),
    ...gone.map((part) => ({ name: part.name, slice: null, part })),
  ]
  return blindFirst(
    byDrop(rows, ({ part }) => part?.drop ?? null),
    ({ slice }) => slice,
  )
}

interface Column {
  readonly head: string
  readonly isText?: boolean
  readonly cell: (row: Row) => string
}

function columnsOf({ slices, metric, confidence, also, explanation }: Evaluation): readonly Column[] {
  const parts = explanation?.slices ?? []
  const name = metric === null ? 'value' : plain(formatMetric(metric))
  const hasIntervals = confidence !== null && slices.some(({ interval }) => interval !== null)
  const where = { head: 'where', isText: true, cell: ({ slice }: Row) => (slice?.where ? code(slice.where) : '') }
  const labels = { head: 'labels', cell: ({ slice }: Row) => formatShareOf(slice?.coverage ?? null) }
  const before = { head: 'production', cell: ({ part }: Row) => formatValue(part?.productionValue ?? null) }
  const drop = { head: 'part of the drop', cell: ({ part }: Row) => partText(part) }
  const guard = { head: 'guard', cell: ({ slice }: Row) => guardText(slice?.guard ?? null) }
  return [
    { head: 'slice', isText: true, cell: (row) => code(row.name) },
    ...(slices.some((slice) => slice.where !== null) ? [where] : []),
    { head: 'weight', cell: ({ slice }) => (slice === null ? '—' : formatWeight(slice.weight)) },
    { head: 'rows', cell: ({ slice }) => (slice === null ? '—' : formatCount(slice.rows)) },
    ...(slices.some(({ coverage }) => coverage !== null && coverage < 1) ? [labels] : []),
    { head: hasIntervals ? `${name} ± ${formatLevel(confidence)}` : name, cell: ({ slice }) => valueText(slice) },
    ...(parts.some(({ productionValue }) => productionValue !== null) ? [before] : []),
    ...(explanation === null ? [] : [drop]),
    ...(slices.some((slice) => slice.guard !== null) ? [guard] : []),
    ...also.map((secondary, index) => ({
      head: plain(formatMetric(secondary)),
      cell: ({ slice }: Row) => formatValue(slice?.also[index]?.value ?? null),
    })),
  ]
}

function formatShareOf(share: number | null): string {
  return share === null ? '—' : formatShare(share)
}

function valueText(slice: SliceResult | null): string {
  if (slice === null) return 'gone'
  if (slice.value === null) return 'undefined'
  return slice.isProduction ? `${formatValue(slice.value)} (production)` : formatEstimate(slice)
}

function partText(part: SlicePart | null): string {
  if (part === null) return '—'
  const share = part.share === null ? '' : ` (${shareText(part.share)})`
  return `${formatValue(part.drop)}${share}`
}

/** In bold where it is over its limit. */
function guardText(guard: SliceResult['guard']): string {
  const terms = guard === null ? null : guardTerms(guard)
  if (guard === null || terms === null) return '—'
  const text = plain(terms)
  if (guard.verdict === 'healthy') return text
  return guard.verdict === 'drifted' ? `**${text}**` : `${text} (${guard.verdict})`
}
