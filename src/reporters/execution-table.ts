import type { ChalkInstance } from 'chalk'
import type { ExecutionFacts } from '../core/retraining.js'
import { readableCause } from './cause.js'
import { formatDuration, printable } from './numbers.js'
import { statusColor } from './status-color.js'

export interface ExecutionListing {
  readonly model: string
  readonly stateMachine: string
  readonly executions: readonly (ExecutionFacts & { readonly name: string; readonly attempt: number | null })[]
  readonly now: Date
}

/** Executions of a model in lines, each failure with its reason. */
export function executionTable({ model, stateMachine, executions, now }: ExecutionListing, chalk: ChalkInstance): string[] {
  const title = `${chalk.bold(printable(model))} · ${printable(stateMachine)}`
  if (executions.length === 0) return [title, 'no executions; Step Functions forgets them 90 days after their end']
  const rows = executions.map((execution) => ({ execution, cells: cellsOf(execution, now) }))
  const widths = HEAD.map((_, column) =>
    Math.max(...[HEAD, ...rows.map(({ cells }) => cells)].map((cells) => cells[column]?.length ?? 0)),
  )
  const line = (cells: readonly string[], color = (status: string) => status) => {
    const padded = cells.map((cell, column) => cell.padEnd(widths[column] ?? 0))
    return padded
      .map((cell, column) => (column === STATUS ? color(cell) : cell))
      .join('  ')
      .trimEnd()
  }
  return [
    title,
    line(HEAD),
    ...rows.flatMap(({ execution, cells }) => [line(cells, statusColor(execution.status, chalk)), ...reason(execution)]),
  ]
}

const HEAD = ['started', 'duration', 'status', 'attempt', 'name']
const STATUS = HEAD.indexOf('status')

function cellsOf(execution: ExecutionListing['executions'][number], now: Date): string[] {
  const { startDate, stopDate, status, attempt, name } = execution
  const end = stopDate === null ? now.getTime() : Date.parse(stopDate)
  return [
    `${startDate.slice(0, 16).replace('T', ' ')}Z`,
    formatDuration(Math.max(0, end - Date.parse(startDate))),
    status,
    attempt === null ? '' : String(attempt),
    printable(name),
  ]
}

function reason({ error, cause }: ExecutionFacts): string[] {
  const [first = null] = cause === null ? [] : readableCause(cause)
  const parts = [error === null || error === '' ? null : printable(error), first].filter((part) => part !== null)
  return parts.length === 0 ? [] : [`  ${parts.join(': ')}`]
}
