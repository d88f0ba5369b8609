import type { ChalkInstance } from 'chalk'
import { dropDigits, formatDrop, formatLimit } from '../core/decide.js'
import type { RecordedRun } from '../core/records.js'
import { toAscii } from './ascii.js'
import { GAP } from './columns.js'
import { colorOf } from './history-chart.js'
import { formatCount, formatEstimate, formatLevel, formatValue, printable } from './numbers.js'

interface Column {
  readonly head: string
  readonly isText?: boolean
  cell(run: RecordedRun): string
  color?(run: RecordedRun, chalk: ChalkInstance): ChalkInstance
}

/** A line per run below a line of heads, as wide as the terminal allows: columns that it has no room for are named. */
export function historyGrid(
  runs: readonly RecordedRun[],
  width: number | null,
  isAscii: boolean,
  chalk: ChalkInstance,
): { readonly lines: readonly string[]; readonly hidden: readonly string[] } {
  const adapt = isAscii ? toAscii : (text: string) => text
  const all = columnsOf(runs).map((written) => {
    const column = { ...written, head: adapt(written.head) }
    const cells = runs.map((run) => adapt(printable(column.cell(run))))
    return { column, cells, width: Math.max(column.head.length, ...cells.map(({ length }) => length)) }
  })
  const hidden = new Set<string>()
  const total = () => {
    const widths = all.filter(({ column }) => !hidden.has(column.head)).map((each) => each.width)
    return widths.reduce((sum, each) => sum + each + GAP.length, -GAP.length)
  }
  for (const head of DISPENSABLE) if (width !== null && total() > width) hidden.add(head)
  const shown = all.filter(({ column }) => !hidden.has(column.head))
  const pad = (text: string, each: (typeof shown)[number]) => {
    if (each.column.isText) return each === shown.at(-1) ? text : text.padEnd(each.width)
    return text.padStart(each.width)
  }
  const head = shown.map((each) => chalk.bold(pad(each.column.head, each))).join(GAP)
  const lines = runs.map((run, index) => {
    const cells = shown.map((each) => {
      const paint = each.column.color?.(run, chalk)
      const text = pad(each.cells[index] ?? '', each)
      return paint === undefined ? text : paint(text)
    })
    return cells.join(GAP)
  })
  return { lines: [head, ...lines], hidden: DISPENSABLE.filter((name) => hidden.has(name)).reverse() }
}

/** Columns that a narrow terminal does without, the first of them first. */
const DISPENSABLE = ['who', 'command', 'rows', 'limit', 'production', 'drop']

function columnsOf(runs: readonly RecordedRun[]): Column[] {
  const levels = new Set(
    runs.flatMap(({ interval, confidence }) => (interval === null || confidence === null ? [] : [confidence])),
  )
  const [level] = levels
  return [
    { head: 'time (UTC)', isText: true, cell: ({ recordedAt }) => formatTime(recordedAt) },
    {
      head: 'verdict',
      isText: true,
      cell: verdictCell,
      color: (run, chalk) => colorOf(run.verdict ?? (run.error === null ? '' : 'error'), chalk),
    },
    {
      head: level !== undefined && levels.size === 1 ? `score ± ${formatLevel(level)}` : 'score',
      cell: ({ score, standardError, interval }) => formatEstimate({ value: score, standardError, interval }),
    },
    { head: 'production', cell: ({ production }) => formatValue(production?.score ?? null) },
    { head: 'drop', cell: dropCell },
    { head: 'limit', cell: ({ threshold }) => (threshold === null ? '—' : formatLimit(threshold)) },
    { head: 'rows', cell: ({ dataset }) => (dataset === null ? '—' : formatCount(dataset.rowsScored)) },
    { head: 'training', isText: true, cell: trainingCell },
    { head: 'command', isText: true, cell: ({ command }) => command },
    { head: 'who', isText: true, cell: ({ who }) => who },
  ]
}

/** To the minute. */
export function formatTime(time: string): string {
  return time.slice(0, 16).replace('T', ' ')
}

function verdictCell({ verdict, error }: RecordedRun): string {
  return verdict ?? (error === null ? '—' : `error: ${error.kind}`)
}

function dropCell({ drop, threshold }: RecordedRun): string {
  const measured = threshold === null ? null : (drop?.[threshold.kind] ?? null)
  if (threshold === null || measured === null) return '—'
  return formatDrop(measured, threshold.kind, dropDigits(measured, threshold))
}

/** Nothing where nothing was to be started. */
function trainingCell({ retrain }: RecordedRun): string {
  if (retrain === null || retrain.status === 'not_needed' || retrain.status === 'inconclusive') return '—'
  return retrain.status
}
