import { executionArn } from '../actions/arn.js'
import type { ModelConfig } from '../config/schema.js'
import type { World } from '../core/ports.js'
import type { Execution, RetrainResult, RetrainStatus, StartRequest, Trainer } from '../core/retraining.js'

type FailurePolicy = Pick<NonNullable<ModelConfig['retrain']>, 'on_failed' | 'cooldown'>

/**
 * Finds the attempt that counts and starts it unless it exists. Looking first is advice; the lock is
 * the execution's name, which Step Functions gives out once.
 */
export async function startOnce(
  requestOf: (attempt: number) => StartRequest,
  policy: FailurePolicy,
  trainer: Trainer,
  world: World,
): Promise<RetrainResult> {
  for (let attempt = 1; ; attempt++) {
    const request = requestOf(attempt)
    const found = await findOrStart(request, trainer, world)
    if ('result' in found) return found.result
    const result = judge(found.execution, request, policy, world)
    if (result !== 'next attempt') return result
  }
}

/** A result without an execution. */
export function idle(status: RetrainStatus, reason: string, request: StartRequest | null = null): RetrainResult {
  return {
    status,
    executionArn: null,
    executionName: request?.name ?? null,
    reason,
    request,
    driftEvent: null,
    attempt: null,
    forcedBecause: null,
    execution: null,
  }
}

type Found = { readonly result: RetrainResult } | { readonly execution: Execution | null }

async function findOrStart(request: StartRequest, trainer: Trainer, world: World): Promise<Found> {
  const before = await trainer.describe(executionArn(request.stateMachineArn, request.name))
  if (before !== null && before !== 'denied') return { execution: before }
  const calledAt = world.now()
  const started = await trainer.start(request)
  if (started !== 'exists') return { result: startedResult(started, request, calledAt) }
  const after = await trainer.describe(executionArn(request.stateMachineArn, request.name))
  return { execution: after === 'denied' ? null : after }
}

/** The answer does not say whether the call started the execution or joined it; an older start is somebody else's. */
function startedResult(
  started: { readonly arn: string; readonly startDate: Date },
  request: StartRequest,
  calledAt: Date,
): RetrainResult {
  const isOlder = started.startDate.getTime() < calledAt.getTime() - CLOCK_SKEW_MS
  const result = isOlder
    ? idle('joined', runningSince(started.startDate), request)
    : idle('started', 'the training was started', request)
  return { ...result, executionArn: started.arn }
}

const CLOCK_SKEW_MS = 1_000

function judge(
  execution: Execution | null,
  request: StartRequest,
  policy: FailurePolicy,
  world: World,
): RetrainResult | 'next attempt' {
  if (execution === null) {
    const reason = 'an execution of this drift event exists; its status is unknown without states:DescribeExecution'
    return idle('already_started', reason, request)
  }
  const { arn, status, startDate, stopDate } = execution
  const answer = (kind: RetrainStatus, reason: string): RetrainResult => ({ ...idle(kind, reason, request), executionArn: arn })
  if (status === 'RUNNING' || status === 'PENDING_REDRIVE') return answer('joined', runningSince(startDate))
  if (status === 'SUCCEEDED') return answer('already_trained', 'already trained for this production score; waiting for a new one')
  if (policy.on_failed === 'hold') {
    return answer(
      'on_hold',
      `the training ended as ${status}; on_failed: hold waits for a person (fix it, or set on_failed: retry)`,
    )
  }
  const next = new Date((stopDate ?? startDate).getTime() + policy.cooldown)
  if (world.now() >= next) return 'next attempt'
  return answer('cooling_down', `the training ended as ${status}; the next attempt is due at ${next.toISOString()}`)
}

function runningSince(start: Date): string {
  return `already running since ${start.toISOString()}`
}
