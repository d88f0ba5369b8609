import { executionArn } from '../../actions/arn.js'
import type { SeenAttempt } from '../../core/attempt.js'
import { parseExecutionName } from '../../core/execution-name.js'
import type { World } from '../../core/ports.js'
import type { Execution, SeenExecution, Trainer } from '../../core/retraining.js'
import { makeStart } from './made-records.js'
import type { EventRecords } from './records.js'
import { nameOf, type Trigger } from './trigger.js'

/** A trigger on its way, with all that it is carried out by. */
export interface Run {
  readonly trigger: Trigger
  readonly records: EventRecords
  readonly trainer: Trainer
  readonly world: World
  /** Executions that were looked at, in order. */
  readonly seen: SeenExecution[]
}

/** What may be listed of the executions of a state machine; `denied` = nothing. */
export interface Listed {
  readonly running: readonly Execution[] | 'denied'
  /** The newest of any status, as far as guards need them. */
  readonly recent: readonly Execution[] | 'denied'
}

/** What is known of an attempt. A start that the records lack, as a run ended before it wrote that, is added. */
export async function lookAt({ trigger, records, trainer, world, seen }: Run, attempt: number): Promise<SeenAttempt> {
  // In this order: what others record between the two has started, so that Step Functions knows it.
  const recorded = await records.findStart(attempt)
  const execution = await trainer.describe(executionArn(trigger.retrain.state_machine, nameOf(trigger, attempt)))
  if (execution !== null && execution !== 'denied') {
    seen.push(execution)
    if (recorded === null) await records.complete(makeStart(trigger, attempt, execution, world))
  }
  return { execution, recordedStart: recorded?.startDate ?? null }
}

/** Executions of the state machine as a list tells them: advice, never a lock. */
export async function listExecutions({ trigger, trainer, world }: Run): Promise<Listed> {
  const { state_machine: machine } = trigger.retrain
  const running = await trainer.list(machine, { limit: MOST_RUNNING, isRunning: true })
  if (running === 'denied') {
    world.log.info(`states:ListExecutions on ${machine} is denied, so other trainings were not looked for`)
    return { running, recent: 'denied' }
  }
  return { running, recent: trigger.forcedBecause === null ? await trainer.list(machine, { limit: MOST_RECENT }) : running }
}

const MOST_RUNNING = 100
const MOST_RECENT = 1_000

/** The listed executions of the drift event, the highest attempt first. */
export function attemptsIn(
  { trigger }: Run,
  { running, recent }: Listed,
): readonly { readonly attempt: number; readonly execution: SeenExecution }[] {
  const listed = [running, recent].flatMap((list) => (list === 'denied' ? [] : list))
  return listed
    .flatMap((execution) => {
      const { driftEvent, attempt = 0 } = parseExecutionName(execution.name) ?? {}
      return driftEvent === trigger.eventId ? [{ attempt, execution: { ...execution, error: null, cause: null } }] : []
    })
    .sort((a, b) => b.attempt - a.attempt)
}
