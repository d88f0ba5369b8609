import type { ChalkInstance } from 'chalk'
import Table from 'cli-table3'
import { dropDigits, formatDrop, formatLimit } from '../core/decide.js'
import type { Evaluation, MetricFacts, SliceResult } from '../core/evaluation.js'
import {
  formatCount,
  formatEstimate,
  formatLevel,
  formatMetric,
  formatShare,
  formatValue,
  formatWeight,
  printable,
} from './numbers.js'

/** One line per slice; columns that would say nothing are left out. */
export function sliceTable(evaluation: Evaluation, chalk: ChalkInstance): string {
  const columns = columnsOf(evaluation, chalk)
  const grid = new Table({
    head: columns.map(({ head }) => chalk.bold(head)),
    colAligns: columns.map((_, index) => (index === 0 ? 'left' : 'right')),
    style: { head: [], border: [] },
  })
  for (const slice of evaluation.slices) grid.push(columns.map(({ cell }) => cell(slice)))
  return grid.toString()
}

interface Column {
  readonly head: string
  cell(slice: SliceResult): string
}

function columnsOf({ slices, metric, confidence, also }: Evaluation, chalk: ChalkInstance): Column[] {
  const [name = 'value', ...others] = shortNames([...(metric === null ? [] : [metric]), ...also])
  const hasIntervals = slices.some(({ interval }) => interval !== null)
  const columns: Column[] = [
    { head: 'slice', cell: ({ name }) => printable(name) },
    { head: 'weight', cell: ({ weight }) => formatWeight(weight) },
    { head: 'rows', cell: ({ rows }) => formatCount(rows) },
    {
      head: hasIntervals && confidence !== null ? `${name} ± ${formatLevel(confidence)}` : name,
      cell: (slice) => valueCell(slice, chalk),
    },
    { head: 'contribution', cell: ({ contribution }) => formatValue(contribution) },
  ]
  if (slices.some(({ coverage }) => coverage !== null && coverage < 1)) {
    columns.splice(3, 0, { head: 'labels', cell: ({ coverage }) => (coverage === null ? '—' : formatShare(coverage)) })
  }
  if (slices.some(({ guard }) => guard !== null)) columns.push({ head: 'guard', cell: (slice) => guardCell(slice, chalk) })
  const secondary = others.map((head, index) => ({
    head,
    cell: (slice: SliceResult) => formatValue(slice.also[index]?.value ?? null),
  }))
  return [...columns, ...secondary]
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

function valueCell(slice: SliceResult, chalk: ChalkInstance): string {
  if (slice.value === null) return chalk.yellow('undefined')
  return slice.isProduction ? `${formatValue(slice.value)} (production)` : formatEstimate(slice)
}

/** How far the slice is below its own production score. */
function guardCell({ guard }: SliceResult, chalk: ChalkInstance): string {
  if (guard === null) return '—'
  const { drop, threshold, verdict } = guard
  const measured = drop[threshold.kind]
  if (measured === null) return '—'
  const shown = formatDrop(measured, threshold.kind, dropDigits(measured, threshold))
  const text = `${shown} ${measured > threshold.maxDrop ? '>' : '≤'} ${formatLimit(threshold)}`
  if (verdict === 'inconclusive') return chalk.yellow(`${text} (no verdict)`)
  if (verdict === 'suspected') return chalk.yellow(`${text} (suspected)`)
  return verdict === 'drifted' ? chalk.red(text) : text
}
