import type { Config } from '../config/load.js'
import type { ModelConfig } from '../config/schema.js'
import { knownError } from '../core/errors.js'
import type { ProductionScore } from '../core/evaluation.js'
import type { World } from '../core/ports.js'
import { openStore } from '../stores/index.js'
import { splitPointer } from '../stores/pointer.js'
import { productionScore } from '../stores/production-score.js'
import { readDocument } from '../stores/read-document.js'
import { awsSettings } from './aws-settings.js'
import { absoluteUri } from './uri.js'

/** Reads the stored score that a model's drift is measured against. */
export async function readProduction(name: string, model: ModelConfig, config: Config, world: World): Promise<ProductionScore> {
  if (model.production === undefined) throw missing(name, 'production', config)
  const { score: reference, standard_error: standardError = null } = model.production
  if (typeof reference === 'number') {
    return { score: reference, source: 'config', revision: `literal:${reference}`, standardError, slices: [] }
  }
  const { uri, pointer } = splitPointer(reference)
  const store = await openStore(uri, awsSettings(config), world)
  const document = await readDocument(store, absoluteUri(uri, config)).finally(() => store.close())
  const needsSlices =
    model.drift?.guard !== undefined ||
    model.slices.some(({ guard }) => guard !== undefined) ||
    model.drift?.on_empty_slice === 'production'
  const found = productionScore(document, uri, pointer, needsSlices)
  return { ...found, standardError: found.standardError ?? standardError }
}

/** A part of a model's config that the command needs and that is not there. */
export function missing(model: string, part: 'production' | 'drift' | 'retrain', config: Config): Error {
  return knownError(
    'config',
    config.describe({ path: ['models', model], message: `has no ${part}, which this command needs (${FIX[part]})` }),
  )
}

const FIX = {
  production: 'add production: { score: … }, or use ctrain score',
  drift: 'add drift: { max_drop: 5% }, or use ctrain score',
  retrain: 'add retrain: { state_machine: arn:aws:states:… }, or use ctrain evaluate',
}
