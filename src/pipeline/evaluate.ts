import type { Config } from '../config/load.js'
import type { ModelConfig } from '../config/schema.js'
import { decide } from '../core/decide.js'
import { knownError } from '../core/errors.js'
import type { Evaluation } from '../core/evaluation.js'
import type { World } from '../core/ports.js'
import { missing, readProduction } from './production.js'
import type { RunOptions } from './pull.js'
import { scoreModel } from './score.js'

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
  const production = await readProduction(name, model, config, world)
  if (production.score === 0 && drift.max_drop.kind === 'relative') {
    throw knownError('data', `the production score of ${name} is 0 (${production.source}), so a relative drop is undefined`, {
      hint: 'write drift.max_drop as an absolute drop, e.g. 0.02',
    })
  }
  const scored = await scoreModel(name, model, config, options, world)
  const decision = decide({
    score: scored.score,
    production: production.score,
    direction: model.metric.metric.direction,
    threshold: drift.max_drop,
    slices: scored.slices,
    minRows: drift.min_rows,
    metric: model.metric.metric,
  })
  const unapplied = drift.confidence === undefined ? [] : [POINT_ONLY]
  return {
    ...scored,
    production,
    threshold: drift.max_drop,
    ...decision,
    reasons: [...decision.reasons, ...scored.reasons, ...unapplied],
  }
}

const POINT_ONLY = 'drift.confidence is not applied: this version computes no intervals, so the verdict rests on the point alone'
