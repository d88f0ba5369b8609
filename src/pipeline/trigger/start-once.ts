import { type Judgement, judgeAttempt } from '../../core/attempt.js'
import { isClosed, type SeenExecution, type StartRequest } from '../../core/retraining.js'
import { guardStart } from './guards.js'
import { inputOf } from './input.js'
import { attemptsIn, listExecutions, lookAt, type Run } from './look.js'
import { makeReservation, makeStart } from './made-records.js'
import type { Settled } from './result.js'
import { nameOf } from './trigger.js'

/**
 * Finds the attempt that counts and starts it, unless it has started or a guard stops it: reserve, start, keep that
 * it started. A run that ends anywhere in between is continued by the next one: the name of the execution, which
 * Step Functions gives out once, follows from the event, and the reservation has the exact input.
 */
export async function startOnce(run: Run): Promise<Settled> {
  let attempt = Math.max(1, await run.records.lastStarted())
  for (;;) {
    const step = await tryAttempt(run, attempt)
    if ('status' in step) return step
    attempt = step.next
  }
}

type Step = Settled | { readonly next: number }

async function tryAttempt(run: Run, attempt: number): Promise<Step> {
  const seen = await lookAt(run, attempt)
  const judgement = judgeAttempt(seen, policyOf(run))
  if (judgement !== 'open') {
    return stepOf(attempt, judgement, seen.execution === 'denied' ? null : seen.execution)
  }
  const listed = await listExecutions(run)
  const own = attemptsIn(run, listed)
  const running = own.find(({ execution }) => !isClosed(execution.status))
  const newest = running ?? own.find((each) => each.attempt >= attempt)
  if (newest !== undefined) {
    const { attempt: number, execution } = newest
    return stepOf(number, judgeAttempt({ execution, recordedStart: null }, policyOf(run)), execution)
  }
  const refusal = await guardStart(run, listed)
  if (refusal !== null) return { ...refusal, attempt }
  return await start(run, attempt, seen.execution === null)
}

function policyOf({ trigger }: Run) {
  return { onFailed: trigger.retrain.on_failed, isForced: trigger.forcedBecause !== null }
}

function stepOf(attempt: number, judgement: Judgement, execution: SeenExecution | null): Step {
  return typeof judgement === 'string' ? { next: attempt + 1 } : { ...judgement, attempt, execution }
}

/** `isNew` = Step Functions knows no execution of this attempt, so that a reservation of another template may go. */
async function start(run: Run, attempt: number, isNew: boolean): Promise<Step> {
  const { trigger, records, trainer, world } = run
  const own = inputOf(trigger, attempt, records.reservationUri(attempt))
  const { input } = await records.reserve(makeReservation(trigger, attempt, own, world), isNew)
  const request: StartRequest = {
    stateMachineArn: trigger.retrain.state_machine,
    name: nameOf(trigger, attempt),
    input,
  }
  const calledAt = world.now()
  const started = await trainer.start(request)
  if (started === 'exists') return await afterRefusal(run, attempt)
  await records.complete(makeStart(trigger, attempt, started, world))
  const execution = { ...started, name: request.name, status: 'RUNNING' as const, stopDate: null, error: null, cause: null }
  // The answer does not say whether the call started the execution or joined it; an older start is somebody else's,
  // unless there was none a moment ago: then the clock of this host is ahead.
  const age = calledAt.getTime() - started.startDate.getTime()
  const isOlder = age > CLOCK_SKEW_MS && !(isNew && age > LONGEST_RACE_MS)
  const judgement = isOlder ? judgeAttempt({ execution, recordedStart: null }, policyOf(run)) : STARTED
  return { ...stepOf(attempt, judgement, execution), request }
}

const CLOCK_SKEW_MS = 1_000
const LONGEST_RACE_MS = 300_000
const STARTED = { status: 'started', reason: 'the training was started' } as const

/** The name is taken: by a closed execution, or by one that another host has started with another input. */
async function afterRefusal(run: Run, attempt: number): Promise<Step> {
  const seen = await lookAt(run, attempt)
  const judgement = judgeAttempt(seen, policyOf(run))
  if (judgement === 'open' || seen.execution === null || seen.execution === 'denied') {
    const reason = 'an execution of this drift event exists; its status is unknown without states:DescribeExecution'
    return { status: 'already_started', reason, attempt }
  }
  return stepOf(attempt, judgement, seen.execution)
}
