import type { Config } from '../config/load.js'
import type { ModelConfig } from '../config/schema.js'
import type { BaselineDocument } from '../core/baseline.js'
import { knownError } from '../core/errors.js'
import type { ProductionScore } from '../core/evaluation.js'
import type { World } from '../core/ports.js'
import { parseBaseline } from '../stores/baseline-document.js'
import { openStore } from '../stores/index.js'
import { splitPointer } from '../stores/pointer.js'
import { parseJson, productionScore } from '../stores/production-score.js'
import { awsSettings } from './aws-settings.js'
import { absoluteUri } from './uri.js'

export interface Production {
  readonly score: ProductionScore
  /** What the score was measured with and on; null where only the number is known. */
  readonly document: BaselineDocument | null
}

/** Reads the stored score that a model's drift is measured against. */
export async function readProduction(name: string, model: ModelConfig, config: Config, world: World): Promise<Production> {
  if (model.production === undefined) throw missing(name, 'production', config)
  const found = await findProduction(model, config, world)
  if (found !== null) return found
  throw knownError('data', `there is no document ${splitPointer(String(model.production.score)).uri}`, {
    hint: 'check production.score in the config; a first one is stored by ctrain baseline record',
  })
}

/** Null where the model has no production score, or its document is still to be written. */
export async function findProduction(model: ModelConfig, config: Config, world: World): Promise<Production | null> {
  if (model.production === undefined) return null
  const { score: reference, standard_error: standardError = null } = model.production
  if (typeof reference === 'number') {
    const score = { score: reference, source: 'config', revision: `literal:${reference}`, standardError, slices: [] }
    return { score, document: null }
  }
  const { uri, pointer } = splitPointer(reference)
  const store = await openStore(uri, awsSettings(config), world)
  const stored = await store.find(absoluteUri(uri, config)).finally(() => store.close())
  if (stored === null) return null
  const document = isOwnPointer(pointer) ? parseBaseline(parseJson(stored.text, uri), uri) : null
  const needsSlices =
    model.drift?.guard !== undefined ||
    model.slices.some(({ guard }) => guard !== undefined) ||
    model.drift?.on_empty_slice === 'production'
  const score = productionScore(stored, uri, pointer, needsSlices)
  return { score: { ...score, standardError: score.standardError ?? standardError }, document }
}

/** Whether a pointer leads to the score of a document of ctrain's, and not into a part of another one. */
export function isOwnPointer(pointer: string | null): boolean {
  return pointer === null || pointer === '' || pointer === '/score'
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
