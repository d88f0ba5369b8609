import { type Config, findModel } from '../config/load.js'
import { isKnownError } from '../core/errors.js'
import { emptyEvaluation } from '../core/evaluation.js'
import type { World } from '../core/ports.js'
import { type ConcludeOptions, concludeEach } from './conclude.js'
import { type Outcome, withError } from './outcome.js'
import { findProduction, missing } from './production.js'
import { NO_REVISION } from './trigger/drift-event.js'
import { type StartOptions, startTraining, withRetrained } from './trigger/retrain.js'

export type RetrainOptions = Pick<StartOptions, 'dryRun' | 'forcedBecause'> & ConcludeOptions

/** Starts the training of each model on purpose: no data is read and there is no verdict, but all guards hold. */
export async function runRetrain(
  names: readonly string[],
  config: Config,
  options: RetrainOptions,
  world: World,
): Promise<Outcome[]> {
  const command = options.dryRun ? null : 'retrain'
  const retrain = (name: string, own: World) => retrainModel(name, config, options, own)
  return await concludeEach(names, retrain, { ...options, config, command }, world)
}

async function retrainModel(name: string, config: Config, options: RetrainOptions, world: World): Promise<Outcome> {
  let evaluation = emptyEvaluation(name, world.now())
  try {
    const model = findModel(config, name)
    const { retrain } = model
    if (retrain === undefined) throw missing(name, 'retrain', config)
    const production = (await findProduction(model, config, world))?.score ?? null
    evaluation = { ...evaluation, production }
    if (retrain.max_age !== undefined) world.log.info(`${name}: max_age was not checked, as no data was read`)
    const subject = { name, model, config, retrain, evaluation }
    return withRetrained(evaluation, await startTraining(subject, production?.revision ?? NO_REVISION, options, world))
  } catch (cause) {
    if (world.signal.aborted || (isKnownError(cause) && cause.kind === 'interrupted')) throw cause
    return { evaluation: withError(evaluation, cause), cause, lost: [] }
  }
}
