import { type Config, findModel } from '../../config/load.js'
import type { ModelConfig } from '../../config/schema.js'
import type { BaselineDocument } from '../../core/baseline.js'
import { baselineOf } from '../../core/baseline.js'
import type { BaselineChange } from '../../core/baseline-report.js'
import { blindSpots } from '../../core/blind-spots.js'
import type { World } from '../../core/ports.js'
import { loadCustomMetrics } from '../custom-metrics.js'
import { staleData } from '../freshness.js'
import type { RunOptions } from '../pull.js'
import { scoreModel } from '../score.js'
import { type ChangeOptions, change } from './change.js'
import { holdoutOf } from './holdout.js'
import { readFormer, withPlace } from './place.js'
import { authorship } from './write.js'

/**
 * Measures the production score of a model, with the metric, slices and weights of the config, and stores it in place
 * of the one that was there when it began. What would make an evaluation inconclusive is refused.
 */
export async function recordBaseline(
  name: string,
  config: Config,
  options: RunOptions & ChangeOptions,
  given: World,
): Promise<BaselineChange> {
  const world = { ...given, progress: given.progress.of(name) }
  const { model, close } = await loadCustomMetrics(name, findModel(config, name), config, world)
  try {
    return await withPlace(name, model, config, world, async (place) => {
      const former = await readFormer(name, place, config)
      const { document, reasons } = await measure(name, model, config, options, world)
      return await change({ action: 'record', name, former, document, reasons }, options, place, world)
    })
  } finally {
    await close()
  }
}

interface Measured {
  /** Null = it is no score to go by. */
  readonly document: BaselineDocument | null
  readonly reasons: readonly string[]
}

async function measure(
  name: string,
  model: ModelConfig,
  config: Config,
  options: RunOptions & ChangeOptions,
  world: World,
): Promise<Measured> {
  const holdout = holdoutOf(model, config)
  const { evaluation, metric, definition } = await scoreModel(name, holdout.model, holdout.config, options, world)
  const { min_rows: minRows = 1, min_coverage: minCoverage = 0 } = model.drift ?? {}
  const stale = staleData(evaluation, holdout.model, config, options)
  const blind = [...(stale === null ? [] : [stale]), ...blindSpots(evaluation.slices, { minRows, minCoverage, metric })]
  const document = blind.length > 0 ? null : baselineOf(evaluation, definition, authorship(options.note, world))
  const why = document === null && blind.length === 0 ? ['the score is too large for a number'] : blind
  return { document, reasons: [...why, ...evaluation.reasons] }
}
