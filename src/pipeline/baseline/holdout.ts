import type { ConfigPath, Issue } from '../../config/document.js'
import type { Config } from '../../config/load.js'
import type { ModelConfig } from '../../config/schema.js'

export interface Holdout {
  readonly model: ModelConfig
  readonly config: Config
}

/**
 * The model on the dataset that its production score is measured on. A slice without rows then gets no stand-in and
 * gives its weight to none: the score is to be one of all slices. Places in messages are those of that dataset.
 */
export function holdoutOf(model: ModelConfig, config: Config): Holdout {
  const whole = model.drift === undefined ? model : { ...model, drift: { ...model.drift, on_empty_slice: 'fail' as const } }
  const dataset = model.production?.dataset
  if (dataset === undefined) return { model: whole, config }
  const locate = (path: ConfigPath) => config.locate(moved(path))
  const describe = (issue: Issue) => config.describe({ ...issue, path: moved(issue.path) })
  return { model: { ...whole, dataset }, config: { ...config, locate, describe } }
}

function moved(path: ConfigPath): ConfigPath {
  const [models, name, key, ...rest] = path
  return key === 'dataset' && models !== undefined && name !== undefined ? [models, name, 'production', key, ...rest] : path
}
