import type { ChalkInstance } from 'chalk'
import type { ExecutionFacts } from '../core/retraining.js'
import { readableCause } from './cause.js'
import { formatDuration, printable } from './numbers.js'
import { statusColor } from './status-color.js'

/** How an execution goes on or ended, and why it failed. */
export function executionLines(execution: ExecutionFacts, chalk: ChalkInstance): string[] {
  const { status, error, cause } = execution
  return [
    `training   ${statusColor(status, chalk).bold(status)}${duration(execution)}`,
    ...(error === null || error === '' ? [] : [`           error ${printable(error)}`]),
    ...(cause === null
      ? []
      : readableCause(cause).map((line, index) => `           ${(index === 0 ? 'cause' : '').padEnd(5)} ${line}`)),
  ]
}

function duration({ startDate, stopDate }: ExecutionFacts): string {
  if (stopDate === null) return ` since ${startDate}`
  return ` after ${formatDuration(Math.max(0, Date.parse(stopDate) - Date.parse(startDate)))}, at ${stopDate}`
}
