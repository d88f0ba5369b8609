import {
  executionFacts,
  type RetrainResult,
  type RetrainStatus,
  type SeenExecution,
  type StartRequest,
} from '../../core/retraining.js'
import { nameOf, type Trigger } from './trigger.js'

/** What became of a trigger. */
export interface Settled {
  readonly status: RetrainStatus
  readonly reason: string
  readonly attempt: number
  /** The execution that was found or started. */
  readonly execution?: SeenExecution | null
  /** As sent or, in a dry run, as it would be. */
  readonly request?: StartRequest
}

/** A decision that nothing has to be started. */
export function idle(status: RetrainStatus, reason: string): RetrainResult {
  return {
    status,
    executionArn: null,
    executionName: null,
    reason,
    request: null,
    driftEvent: null,
    attempt: null,
    forcedBecause: null,
    execution: null,
  }
}

export function resultOf(trigger: Trigger, settled: Settled): RetrainResult {
  const { status, reason, attempt, execution = null, request = null } = settled
  return {
    status,
    executionArn: execution?.arn ?? null,
    executionName: execution?.name ?? nameOf(trigger, attempt),
    reason,
    request,
    driftEvent: trigger.eventId,
    attempt,
    forcedBecause: trigger.forcedBecause,
    execution: execution === null ? null : executionFacts(execution),
  }
}
