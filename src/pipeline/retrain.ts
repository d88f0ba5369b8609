import { TRAINERS } from '../actions/index.js'
import type { ModelConfig } from '../config/schema.js'
import { knownError } from '../core/errors.js'
import type { Evaluation } from '../core/evaluation.js'
import type { World } from '../core/ports.js'
import type { RetrainResult, Trainer } from '../core/retraining.js'
import { dayRange } from '../core/time-zone.js'
import { startRequest } from './drift-event.js'
import { newestDay } from './freshness.js'
import { idle, startOnce } from './start-once.js'
import { trainerSettings } from './trainer-settings.js'

const DAY = 86_400_000

type Retrain = NonNullable<ModelConfig['retrain']>

export interface StartOptions {
  readonly dryRun: boolean
  /** Whether a model without retrain section is an error; with all models at once it is only watched. */
  readonly requireRetrain: boolean
}

/** Carries out the verdict of an evaluation: starts the training of this drift event, once, if it drifted. */
export async function retrainOnDrift(
  evaluation: Evaluation,
  retrain: Retrain | undefined,
  options: Pick<StartOptions, 'dryRun'> & { readonly zone: string },
  world: World,
): Promise<RetrainResult> {
  const { verdict, production, model } = evaluation
  if (verdict === 'inconclusive') return idle('inconclusive', 'no verdict, so nothing was started')
  if (verdict !== 'drifted' || production === null || model === null) return idle('not_needed', `${verdict}: nothing to start`)
  if (retrain === undefined)
    return idle('not_configured', 'drifted, but the model has no retrain section, so nothing was started')
  const event = { model, stateMachine: retrain.state_machine, productionRevision: production.revision }
  const request = (attempt: number) => startRequest(event, attempt, retrain.input)
  const stale = tooOld(evaluation, retrain, options.zone, world)
  if (stale !== null) return idle('data_too_old', stale, request(1))
  if (options.dryRun) return idle('dry_run', dryRunReason(retrain), request(1))
  const trainer = await TRAINERS['step-functions'](trainerSettings(retrain), world)
  try {
    await refuseExpress(trainer, retrain, world)
    return await startOnce(request, retrain, trainer, world)
  } finally {
    await trainer.close()
  }
}

function dryRunReason({ on_failed: onFailed }: Retrain): string {
  const later = onFailed === 'retry' ? '; if this attempt has failed already, the next one would be made' : ''
  return `dry run: this request was not sent${later}`
}

async function refuseExpress(trainer: Trainer, retrain: Retrain, world: World): Promise<void> {
  const type = await trainer.machineType(retrain.state_machine)
  if (type === null) world.log.warn('states:DescribeStateMachine is denied, so the type of the state machine was not checked')
  if (type !== 'EXPRESS') return
  throw knownError(
    'config',
    `${retrain.state_machine} is an EXPRESS workflow, which starts again on every call with the same name`,
    {
      hint: 'train with a STANDARD workflow: only its start is idempotent',
    },
  )
}

function tooOld({ dataset }: Evaluation, retrain: Retrain, zone: string, world: World): string | null {
  const day = newestDay(dataset)
  if (retrain.max_age === undefined || day === null) return null
  const age = (world.now().getTime() - dayRange(day, zone).to) / DAY
  const limit = retrain.max_age / DAY
  if (age <= limit) return null
  return `the newest day of the data, ${day}, ended ${age.toFixed(1)} days ago; max_age is ${limit} days`
}
