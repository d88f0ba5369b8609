import type { Config } from '../../config/load.js'
import type { RetrainConfig } from '../../config/retrain-schema.js'
import type { ModelConfig } from '../../config/schema.js'
import { knownError } from '../../core/errors.js'
import type { Evaluation } from '../../core/evaluation.js'
import type { World } from '../../core/ports.js'
import type { RetrainResult, Trainer } from '../../core/retraining.js'
import { type Outcome, withError } from '../outcome.js'
import { openTrainer } from '../trainer.js'
import { rehearse } from './dry-run.js'
import type { StoreFailure } from './record-store.js'
import { openRecords } from './records.js'
import { idle, resultOf, type Settled } from './result.js'
import { startOnce } from './start-once.js'
import { makeTrigger, type Trigger } from './trigger.js'

export interface StartOptions {
  readonly dryRun: boolean
  /** Whether a model without retrain section is an error; with all models at once it is only watched. */
  readonly requireRetrain: boolean
  /** Why guards are overridden; null = they are not. */
  readonly forcedBecause: string | null
}

/** What became of a decision, and how its records failed: that stops nothing, but has to be told. */
export interface Retrained {
  readonly result: RetrainResult
  readonly failure: StoreFailure | null
}

/** An evaluation with what became of the decision. */
export function withRetrained(evaluation: Evaluation, { result, failure }: Retrained): Outcome {
  const decided = { ...evaluation, retrain: result }
  if (failure === null) return { evaluation: decided, cause: null, lost: [] }
  return { evaluation: withError(decided, failure.problem), cause: failure.problem, lost: failure.lost }
}

interface Subject {
  readonly name: string
  readonly model: ModelConfig
  readonly config: Config
}

/** Carries out the verdict of an evaluation: starts the training of this drift event, once, if it drifted. */
export async function retrainOnDrift(
  evaluation: Evaluation,
  subject: Subject,
  options: StartOptions,
  world: World,
): Promise<Retrained> {
  const { verdict, production } = evaluation
  const { retrain } = subject.model
  const nothing = (result: RetrainResult) => ({ result, failure: null })
  if (verdict === 'inconclusive') return nothing(idle('inconclusive', 'no verdict, so nothing was started'))
  if (verdict !== 'drifted' || production === null) return nothing(idle('not_needed', `${verdict}: nothing to start`))
  if (retrain === undefined) {
    return nothing(idle('not_configured', 'drifted, but the model has no retrain section, so nothing was started'))
  }
  return await startTraining({ ...subject, retrain, evaluation }, production.revision, options, world)
}

/** Starts the training of a drift event, once, whatever the verdict. */
export async function startTraining(
  subject: Subject & { readonly retrain: RetrainConfig; readonly evaluation: Evaluation },
  productionRevision: string,
  { dryRun, forcedBecause }: Pick<StartOptions, 'dryRun' | 'forcedBecause'>,
  world: World,
): Promise<Retrained> {
  const trigger = makeTrigger({ ...subject, forcedBecause }, productionRevision)
  const records = openRecords(trigger.name, trigger.eventId, trigger.config, world)
  try {
    const settled = dryRun
      ? await rehearse(trigger, records, world)
      : await withTrainer(trigger, world, (trainer) => startOnce({ trigger, records, trainer, world, seen: [] }))
    return { result: resultOf(trigger, settled), failure: records.failure() }
  } catch (error) {
    const failure = records.failure()
    if (failure !== null) world.log.warn(failure.problem.message)
    throw error
  } finally {
    await records.close()
  }
}

async function withTrainer(trigger: Trigger, world: World, work: (trainer: Trainer) => Promise<Settled>): Promise<Settled> {
  const trainer = await openTrainer(trigger.retrain, world)
  try {
    await refuseExpress(trainer, trigger.retrain.state_machine, world)
    return await work(trainer)
  } finally {
    await trainer.close()
  }
}

async function refuseExpress(trainer: Trainer, machine: string, world: World): Promise<void> {
  const type = await trainer.machineType(machine)
  if (type === null) world.log.warn('states:DescribeStateMachine is denied, so the type of the state machine was not checked')
  if (type !== 'EXPRESS') return
  throw knownError('config', `${machine} is an EXPRESS workflow, which starts again on every call with the same name`, {
    hint: 'train with a STANDARD workflow: only its start is idempotent',
  })
}
