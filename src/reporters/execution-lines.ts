import type { ChalkInstance } from 'chalk'
import type { ExecutionFacts } from '../core/retraining.js'
import { readableCause } from './cause.js'
import { formatTime } from './days.js'
import { formatDuration, printable } from './numbers.js'
import { statusColor } from './status-color.js'
import { wrapped } from './terminal/wrap.js'

/** How an execution goes on or ended, and why it failed. `width` = of a line, at most, but for the first. */
export function executionLines(execution: ExecutionFacts, chalk: ChalkInstance, width = WIDEST): string[] {
  const { status, error, cause } = execution
  const room = width - INDENT
  return [
    `training   ${statusColor(status, chalk).bold(status)}${duration(execution)}`,
    ...(error === null || error === '' ? [] : behind('error', wrapped(printable(error), room))),
    ...(cause === null ? [] : behind('cause', readableCause(cause, room))),
  ]
}

/** Columns in front of an error and a cause. */
const INDENT = 17
const WIDEST = 137

function behind(label: string, lines: readonly string[]): string[] {
  return lines.map((line, index) => `           ${(index === 0 ? label : '').padEnd(5)} ${line}`)
}

function duration({ startDate, stopDate }: ExecutionFacts): string {
  if (stopDate === null) return ` since ${formatTime(startDate)}`
  return ` after ${formatDuration(Math.max(0, Date.parse(stopDate) - Date.parse(startDate)))}, at ${formatTime(stopDate)}`
}
