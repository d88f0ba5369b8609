import { dropDigits, formatDrop, formatLimit } from '../../core/decide.js'
import type { Evaluation, SliceGuard } from '../../core/evaluation.js'
import { formatCount, formatEstimate, formatLevel, formatMetric, formatShare, formatValue, formatWeight } from '../numbers.js'
import type { Column } from './data-table.js'
import type { ExplainedSlice } from './explained-slices.js'
import { name } from './markup.js'

/** What there is to tell of each slice; columns that would say nothing are left out. */
export function sliceColumns(evaluation: Evaluation): Column<ExplainedSlice>[] {
  const { slices, metric, confidence, production, also } = evaluation
  const level = slices.some(({ interval }) => interval !== null) && confidence !== null ? ` ± ${formatLevel(confidence)}` : ''
  const columns: (Column<ExplainedSlice> | null)[] = [
    { head: 'slice', isText: true, cell: (slice) => name(slice.name) },
    slices.some(({ where }) => where !== null)
      ? { head: 'where', isText: true, cell: ({ where }) => (where === null ? null : name(where)) }
      : null,
    { head: 'weight', cell: ({ weight }) => formatWeight(weight) },
    { head: 'rows', cell: ({ rows }) => formatCount(rows) },
    slices.some(({ coverage }) => coverage !== null && coverage < 1)
      ? { head: 'labels', cell: ({ coverage }) => (coverage === null ? '—' : formatShare(coverage)) }
      : null,
    { head: `${metric?.name ?? 'value'}${level}`, cell: valueText },
    production === null ? null : { head: 'production', cell: ({ productionValue }) => formatValue(productionValue) },
    production === null ? null : { head: 'part of the drop', cell: ({ dropContribution }) => signed(dropContribution) },
    { head: 'weight × value', cell: ({ contribution }) => formatValue(contribution) },
    slices.some(({ guard }) => guard !== null) ? { head: 'guard', cell: ({ guard }) => guardText(guard) } : null,
    ...also.map((secondary, index) => ({
      head: formatMetric(secondary),
      cell: ({ also: values }: ExplainedSlice) => formatEstimate(values[index] ?? NONE),
    })),
  ]
  return columns.filter((column) => column !== null)
}

/** The value with half the width of its interval, or why there is none. */
export function valueText(slice: ExplainedSlice): string {
  if (slice.value === null) return 'undefined'
  return slice.isProduction ? `${formatValue(slice.value)} (production)` : formatEstimate(slice)
}

/** With its sign: positive = worse. */
export function signed(value: number | null): string {
  if (value === null || value === 0) return formatValue(value)
  return value > 0 ? `+${formatValue(value)}` : formatValue(value).replace('-', '−')
}

const NONE = { value: null, standardError: null, interval: null }

/** How far the slice is below its own production score. */
function guardText(guard: SliceGuard | null): string {
  if (guard === null) return '—'
  const { drop, threshold, verdict } = guard
  const measured = drop[threshold.kind]
  if (measured === null) return verdict
  const shown = formatDrop(measured, threshold.kind, dropDigits(measured, threshold))
  return `${verdict}: ${shown} ${measured > threshold.maxDrop ? '>' : '≤'} ${formatLimit(threshold)}`
}
