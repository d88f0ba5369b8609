import type { Config } from '../../config/load.js'
import type { ModelConfig } from '../../config/schema.js'
import type { DocumentStore, StoredDocument } from '../../core/documents.js'
import { isKnownError, knownError } from '../../core/errors.js'
import type { World } from '../../core/ports.js'
import { isBaseline, refuseNewer } from '../../stores/baseline-document.js'
import { openStore } from '../../stores/index.js'
import { splitPointer } from '../../stores/pointer.js'
import { parseJson } from '../../stores/production-score.js'
import { awsSettings } from '../aws-settings.js'
import { isOwnPointer, missing } from '../production.js'
import { absoluteUri } from '../uri.js'

/** Where the production score of a model is kept. */
export interface BaselinePlace {
  readonly store: DocumentStore
  readonly uri: string
  readonly pointer: string | null
  /** As the config names it. */
  readonly source: string
}

/** Does something with the document of a model's production score. Rejects where the config has a number instead. */
export async function withPlace<T>(
  name: string,
  model: ModelConfig,
  config: Config,
  world: World,
  work: (place: BaselinePlace) => Promise<T>,
): Promise<T> {
  if (model.production === undefined) throw missing(name, 'production', config)
  const { score: source } = model.production
  if (typeof source === 'number') {
    const message = `is the number ${source}, so there is no document to keep (name one, e.g. s3://bucket/${name}/production.json)`
    throw knownError('config', config.describe({ path: ['models', name, 'production', 'score'], message }))
  }
  const { uri, pointer } = splitPointer(source)
  const store = await openStore(uri, awsSettings(config), world)
  try {
    return await work({ store, uri: absoluteUri(uri, config), pointer, source })
  } finally {
    await store.close()
  }
}

/** What a writer replaces; null = nothing is there. Rejects what must not be replaced: a document of somebody else's that the score is but a part of, and one of a newer ctrain. */
export async function readFormer(name: string, place: BaselinePlace, config: Config): Promise<StoredDocument | null> {
  const { store, uri, pointer, source } = place
  const refusal = () => {
    const message = `points into ${source}, a document that is not ctrain's and is not written (name one without #, e.g. s3://bucket/${name}/production.json)`
    return knownError('config', config.describe({ path: ['models', name, 'production', 'score'], message }))
  }
  if (!isOwnPointer(pointer)) throw refusal()
  const former = await store.find(uri)
  if (former === null) return null
  const json = jsonOf(former.text, uri)
  refuseNewer(json, uri)
  if (pointer !== null && !isBaseline(json)) throw refusal()
  return former
}

/** Null where the text is none: a broken document can be replaced. */
function jsonOf(text: string, uri: string): unknown {
  try {
    return parseJson(text, uri)
  } catch (error) {
    if (isKnownError(error)) return null
    throw error
  }
}
