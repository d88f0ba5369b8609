import type { Config } from '../../config/load.js'
import type { ModelConfig } from '../../config/schema.js'
import type { World } from '../../core/ports.js'
import type { ProductionPlan } from '../../core/run-plan.js'
import { findProduction } from '../production.js'
import { look, type Seen } from './seen.js'

/** Where the production score is, and what it is. */
export async function explainProduction(
  model: ModelConfig,
  config: Config,
  world: World,
): Promise<Seen<Omit<ProductionPlan, 'limit'> | null>> {
  if (model.production === undefined) return { value: null, unseen: null }
  const known = { place: String(model.production.score), score: null }
  const read = async () => ({ ...known, score: (await findProduction(model, config, world))?.score ?? null })
  return await look<Omit<ProductionPlan, 'limit'>>('production score', read, known, world)
}
