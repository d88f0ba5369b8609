import { isClosed, type RetrainStatus, type SeenExecution } from './retraining.js'

/** What is known of one attempt to train. */
export interface SeenAttempt {
  /** Null = Step Functions knows none of its name; `denied` = it may not be asked. */
  readonly execution: SeenExecution | null | 'denied'
  /** When the records say that it started, ISO 8601; null = they do not say it. */
  readonly recordedStart: string | null
}

export interface AttemptPolicy {
  readonly onFailed: 'hold' | 'retry'
  readonly isForced: boolean
}

/** What an attempt means for a new start: `open` = it has not started, `over` = the next one counts. */
export type Judgement = 'open' | 'over' | { readonly status: RetrainStatus; readonly reason: string }

/** A running training is never doubled, forced or not. */
export function judgeAttempt({ execution, recordedStart }: SeenAttempt, { onFailed, isForced }: AttemptPolicy): Judgement {
  if (execution === null || execution === 'denied') {
    if (recordedStart === null) return 'open'
    if (execution === 'denied') return { status: 'already_started', reason: `started at ${recordedStart}; ${UNKNOWN}` }
    if (isForced) return 'over'
    const reason = `started at ${recordedStart}, which Step Functions no longer knows; waiting for a new production score, or --force`
    return { status: 'already_started', reason }
  }
  const { status, startDate } = execution
  if (!isClosed(status)) return { status: 'joined', reason: `already running since ${startDate.toISOString()}` }
  if (isForced) return 'over'
  if (status === 'SUCCEEDED') {
    return { status: 'already_trained', reason: 'already trained for this production score; waiting for a new one' }
  }
  if (onFailed === 'retry') return 'over'
  const reason = `the training ended as ${status}; on_failed: hold waits for a person (fix it, then --force, or set on_failed: retry)`
  return { status: 'on_hold', reason }
}

const UNKNOWN = 'its status is unknown without states:DescribeExecution'
