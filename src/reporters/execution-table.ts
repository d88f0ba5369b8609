import type { ChalkInstance } from 'chalk'
import type { ExecutionFacts } from '../core/retraining.js'
import { readableCause } from './cause.js'
import { GAP, padded } from './columns.js'
import { formatTime } from './days.js'
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
  const [head = [], ...rows] = padded([HEAD, ...executions.map((execution) => cellsOf(execution, now))])
  const lines = executions.flatMap((execution, index) => {
    const color = statusColor(execution.status, chalk)
    const cells = (rows[index] ?? []).map((cell, column) => (column === STATUS ? color(cell) : cell))
    return [lineOf(cells), ...reason(execution)]
  })
  return [title, lineOf(head), ...lines]
}

const HEAD = ['started', 'duration', 'status', 'attempt', 'name']
const STATUS = HEAD.indexOf('status')

function lineOf(cells: readonly string[]): string {
  return cells.join(GAP).trimEnd()
}

function cellsOf(execution: ExecutionListing['executions'][number], now: Date): string[] {
  const { startDate, stopDate, status, attempt, name } = execution
  const end = stopDate === null ? now.getTime() : Date.parse(stopDate)
  return [
    formatTime(startDate),
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
