import type { Config } from '../config/load.js'
import type { ModelConfig } from '../config/schema.js'
import { decide } from '../core/decide.js'
import { knownError } from '../core/errors.js'
import type { Evaluation } from '../core/evaluation.js'
import { withStaleness } from '../core/freshness.js'
import { guardSlices } from '../core/guard.js'
import type { World } from '../core/ports.js'
import { staleData } from './freshness.js'
import { missing, readProduction } from './production.js'
import type { RunOptions } from './pull.js'
import { DEFAULT_CONFIDENCE, scoreModel } from './score.js'

/** The score of a model, compared with its production score. */
export async function evaluateModel(
  name: string,
  model: ModelConfig,
  config: Config,
  options: RunOptions,
  world: World,
): Promise<Evaluation> {
  const { drift } = model
  if (model.production === undefined) throw missing(name, 'production', config)
  if (drift === undefined) throw missing(name, 'drift', config)
  // All that the name can mean have one direction.
  const [{ metric: named }] = model.metric
  const { direction, instead = 'another metric' } = named
  if (direction === null) {
    throw knownError('config', `${named.name} says neither that more nor that less is better, so ${name} can't drift by it`, {
      hint: `gate on ${instead}, and report ${named.name} under also`,
    })
  }
  const production = await readProduction(name, model, config, world)
  if (production.score === 0 && drift.max_drop.kind === 'relative') {
    throw knownError('data', `the production score of ${name} is 0 (${production.source}), so a relative drop is undefined`, {
      hint: 'write drift.max_drop as an absolute drop, e.g. 0.02',
    })
  }
  const { evaluation, error, errors, metric, guards } = await scoreModel(name, model, config, options, world, production.slices)
  const { slices } = evaluation
  const threshold = { ...drift.max_drop, confidence: drift.confidence ?? null }
  const demands = { minRows: drift.min_rows, minCoverage: drift.min_coverage, metric }
  const shared = { ...demands, slices, direction, confidence: DEFAULT_CONFIDENCE }
  const decision = decide({ ...shared, score: evaluation.score, error, production, threshold })
  const limits = guards.map((own) => own ?? drift.guard?.max_drop ?? null)
  const guard = { limits, wanted: threshold.confidence }
  const guarded = guardSlices({ ...shared, ...guard, errors, stored: production.slices }, decision)
  const judged = withStaleness(guarded, staleData(evaluation, model, config, options))
  return { ...evaluation, production, threshold, ...judged, reasons: [...judged.reasons, ...evaluation.reasons] }
}
