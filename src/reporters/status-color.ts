import type { ChalkInstance } from 'chalk'
import { type ExecutionStatus, isClosed } from '../core/retraining.js'

/** The colour of an execution's status. */
export function statusColor(status: ExecutionStatus, chalk: ChalkInstance): ChalkInstance {
  if (status === 'SUCCEEDED') return chalk.green
  return isClosed(status) ? chalk.red : chalk.yellow
}
