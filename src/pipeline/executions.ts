import pMap from 'p-map'
import { type Config, findModel } from '../config/load.js'
import { knownError } from '../core/errors.js'
import { type NameParts, parseExecutionName, slugOf } from '../core/execution-name.js'
import type { World } from '../core/ports.js'
import { type Execution, type ExecutionFacts, executionFacts, hasFailed, type Trainer } from '../core/retraining.js'
import { missing } from './production.js'
import { openTrainer } from './trainer.js'

/** A training of a model, or with `isEvery` any execution of its state machine. */
export interface ListedExecution extends ExecutionFacts {
  readonly arn: string
  readonly name: string
  /** Null = it was not started by ctrain for this model. */
  readonly driftEvent: string | null
  readonly attempt: number | null
}

export interface ModelExecutions {
  readonly stateMachine: string
  /** Newest start first. */
  readonly executions: readonly ListedExecution[]
}

export interface ListingOptions {
  readonly last: number
  /** Also those that were not started by ctrain for this model. */
  readonly isEvery: boolean
}

/** Ten pages: so few may be asked for per second, by everybody in the account. */
const LOOK_AT = 10_000

/** Why older ones failed is not asked. */
const MOST_FAILURES = 20
const AT_ONCE = 4

/** The last executions of a model's state machine that were started for this model. */
export async function listExecutions(
  name: string,
  config: Config,
  { last, isEvery }: ListingOptions,
  world: World,
): Promise<ModelExecutions> {
  const { retrain } = findModel(config, name)
  if (retrain === undefined) throw missing(name, 'retrain', config)
  const { state_machine: stateMachine } = retrain
  const trainer = await openTrainer(retrain, world)
  try {
    let lookedAt = 0
    const isWanted = (execution: Execution) => {
      lookedAt++
      return isEvery || eventOf(execution.name, name) !== null
    }
    const found = await trainer.list(stateMachine, { limit: last, isWanted, lookAt: LOOK_AT })
    if (found === 'denied') throw denied(stateMachine)
    if (found.length < last && lookedAt >= LOOK_AT) {
      world.log.warn(`${name}: only the newest ${lookedAt} executions of ${stateMachine} were looked at`)
    }
    const isWhole = found.length < last && lookedAt < LOOK_AT
    const running = isWhole ? [] : await trainer.list(stateMachine, { limit: last, isWanted, lookAt: LOOK_AT, isRunning: true })
    if (running === 'denied') throw denied(stateMachine)
    return { stateMachine, executions: await explain(newest(last, [...found, ...running]), name, trainer, world) }
  } finally {
    await trainer.close()
  }
}

/** Listings put closed executions in by their end: one that began early may come before one that runs since later. */
function newest(count: number, executions: readonly Execution[]): Execution[] {
  const once = new Map(executions.map((execution) => [execution.arn, execution]))
  return [...once.values()].sort((a, b) => b.startDate.getTime() - a.startDate.getTime()).slice(0, count)
}

async function explain(
  executions: readonly Execution[],
  model: string,
  trainer: Trainer,
  world: World,
): Promise<ListedExecution[]> {
  const failed = executions.filter(({ status }) => hasFailed(status))
  const asked = new Set(failed.slice(0, MOST_FAILURES))
  let isDenied = false
  const listed = await pMap(
    executions,
    async (execution) => {
      const described = asked.has(execution) && !isDenied ? await trainer.describe(execution.arn) : null
      if (described === 'denied') isDenied = true
      const { error, cause } = described === null || described === 'denied' ? NO_FAILURE : described
      const { driftEvent, attempt } = eventOf(execution.name, model) ?? NO_EVENT
      const { arn, name } = execution
      return { arn, name, driftEvent, attempt, ...executionFacts({ ...execution, error, cause }) }
    },
    { concurrency: AT_ONCE },
  )
  if (isDenied) world.log.warn(`${model}: why executions failed is not shown, as states:DescribeExecution is denied`)
  return listed
}

/** Null = it was not started for this model. */
function eventOf(name: string, model: string): NameParts | null {
  const parts = parseExecutionName(name)
  return parts?.slug === slugOf(model) ? parts : null
}

const NO_FAILURE = { error: null, cause: null }
const NO_EVENT = { driftEvent: null, attempt: null }

function denied(stateMachine: string): Error {
  return knownError('permission', `access denied: states:ListExecutions on ${stateMachine}`, {
    hint: 'allow states:ListExecutions on this resource in the policy of the role; a single execution can be seen with ctrain wait ARN, which needs states:DescribeExecution',
  })
}
