import { type Config, findModel } from '../config/load.js'
import type { ModelConfig } from '../config/schema.js'
import { isKnownError } from '../core/errors.js'
import { emptyEvaluation, type ProductionScore } from '../core/evaluation.js'
import type { World } from '../core/ports.js'
import { openStore } from '../stores/index.js'
import { splitPointer } from '../stores/pointer.js'
import { awsSettings } from './aws-settings.js'
import { type ConcludeOptions, concludeEach } from './conclude.js'
import { type Outcome, withError } from './outcome.js'
import { missing, readProduction } from './production.js'
import { NO_REVISION } from './trigger/drift-event.js'
import { type StartOptions, startTraining, withRetrained } from './trigger/retrain.js'
import { absoluteUri } from './uri.js'

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
  return await concludeEach(names, retrain, { config, command, isRecorded: options.isRecorded }, world)
}

async function retrainModel(name: string, config: Config, options: RetrainOptions, world: World): Promise<Outcome> {
  let evaluation = emptyEvaluation(name, world.now())
  try {
    const model = findModel(config, name)
    const { retrain } = model
    if (retrain === undefined) throw missing(name, 'retrain', config)
    const production = await findProduction(name, model, config, world)
    evaluation = { ...evaluation, production }
    if (retrain.max_age !== undefined) world.log.info(`${name}: max_age was not checked, as no data was read`)
    const subject = { name, model, config, retrain, evaluation }
    return withRetrained(evaluation, await startTraining(subject, production?.revision ?? NO_REVISION, options, world))
  } catch (cause) {
    if (world.signal.aborted || (isKnownError(cause) && cause.kind === 'interrupted')) throw cause
    return { evaluation: withError(evaluation, cause), cause, lost: [] }
  }
}

/** Null where the model has no production score, or its document is still to be written by the first training. */
async function findProduction(name: string, model: ModelConfig, config: Config, world: World): Promise<ProductionScore | null> {
  if (model.production === undefined) return null
  const { score: reference } = model.production
  if (typeof reference === 'string') {
    const { uri } = splitPointer(reference)
    const store = await openStore(uri, awsSettings(config), world)
    const document = await store.find(absoluteUri(uri, config)).finally(() => store.close())
    if (document === null) return null
  }
  return (await readProduction(name, model, config, world)).score
}
