import { isTransient } from '../aws/failure.js'
import { isKnownError, type KnownError, knownError } from '../core/errors.js'
import type { World } from '../core/ports.js'
import { isClosed, type SeenExecution, type Trainer } from '../core/retraining.js'
import { rest, type TimeLimit, unlessAborted } from './time-limit.js'

export interface WaitOptions {
  readonly limit: TimeLimit
  readonly pace: Pace
  /** Called after every look with what was last seen; null = nothing yet. */
  readonly onState: (seen: SeenExecution | null) => void
  /** Called when looking begins to fail for reasons that may pass. */
  readonly onTrouble: (error: KnownError) => void
}

/** In milliseconds. */
export interface Pace {
  /** Between the first two looks; each later pause is 1.5 times the one before. */
  readonly first: number
  /** The longest pause between two looks. */
  readonly most: number
  /** How long an execution may be invisible: what AWS tells is eventually consistent. */
  readonly invisible: number
  /** How long failures that may pass are borne when no time limit is set. */
  readonly unreachable: number
}

/** For one of so many executions that are waited for at once: all together look about once a second at most. */
export function paceOf(count: number): Pace {
  return { first: 1_000 * count, most: Math.max(30_000, 1_000 * count), invisible: 60_000, unreachable: 3_600_000 }
}

/**
 * Looks at an execution until it has closed or the time is up, and gives what was last seen of it. Rejects when it
 * can't be seen, and on interruption.
 */
export async function waitForExecution(
  trainer: Trainer,
  arn: string,
  { limit, pace, onState, onTrouble }: WaitOptions,
  { signal }: World,
): Promise<SeenExecution> {
  let seen: SeenExecution | null = null
  // A sum of pauses, for clocks are set.
  let blindFor = 0
  for (let pause = pace.first; ; pause = Math.min(pause * 1.5, pace.most)) {
    const found = await look(trainer, arn, pace, limit, signal)
    if ('execution' in found) {
      seen = found.execution
      blindFor = 0
    } else {
      if (found.isTrouble && blindFor === 0 && !limit.timeUp.aborted) onTrouble(found.problem)
      const isOver = limit.timeUp.aborted && seen === null
      if (isOver || blindFor >= found.patience) throw found.problem
      blindFor += pause
    }
    onState(seen)
    if (isEnd(seen, limit)) return seen
    await rest(pause, [signal, limit.timeUp])
    signal.throwIfAborted()
  }
}

function isEnd(seen: SeenExecution | null, { timeUp }: TimeLimit): seen is SeenExecution {
  return seen !== null && (isClosed(seen.status) || timeUp.aborted)
}

type Look =
  | { readonly execution: SeenExecution }
  /** `patience` = milliseconds for which this is borne. */
  | { readonly problem: KnownError; readonly isTrouble: boolean; readonly patience: number }

async function look(trainer: Trainer, arn: string, pace: Pace, limit: TimeLimit, signal: AbortSignal): Promise<Look> {
  try {
    const answer = await unlessAborted(AbortSignal.any([signal, limit.callsEnd]), () => trainer.describe(arn))
    if (answer === 'denied') throw denied(arn)
    if (answer === null) return { problem: absent(arn), isTrouble: false, patience: pace.invisible }
    return { execution: answer }
  } catch (error) {
    if (signal.aborted || !isKnownError(error) || !mayPass(error)) throw error
    return { problem: error, isTrouble: true, patience: limit.isSet ? Number.POSITIVE_INFINITY : pace.unreachable }
  }
}

function mayPass({ kind, cause }: KnownError): boolean {
  return kind === 'network' || (kind === 'aws' && isTransient(cause))
}

function denied(arn: string): KnownError {
  return knownError(
    'permission',
    `access denied: waiting needs states:DescribeExecution on ${arn}; the training itself goes on`,
    {
      hint: 'allow states:DescribeExecution on this resource in the policy of the role; until then look in the Step Functions console, or with ctrain executions --model NAME, which needs states:ListExecutions',
    },
  )
}

function absent(arn: string): KnownError {
  return knownError('data', `there is no execution ${arn}`, {
    hint: 'check name, account and region; Step Functions forgets an execution 90 days after its end',
  })
}
