import type { Config } from '../config/load.js'
import { metricPath } from '../config/task.js'
import type { CustomMetric } from '../core/custom.js'
import { isKnownError } from '../core/errors.js'
import type { World } from '../core/ports.js'

/**
 * The custom metrics of a config, each once, for a list. Modules are loaded, as they say themselves what
 * they are called and which direction is better; it stays null for one that can't be, which a warning says.
 */
export async function listCustomMetrics(config: Config, world: World): Promise<readonly CustomMetric[]> {
  const found = new Map<string, CustomMetric>()
  for (const [model, { metric: gating, also }] of Object.entries(config.models)) {
    for (const [index, [{ metric }]] of [gating, ...also].entries()) {
      if (metric.kind !== 'custom') continue
      const key = JSON.stringify([metric.name, metric.direction, metric.spec])
      if (found.has(key)) continue
      found.set(key, await describe(metric, config.locate(['models', model, ...metricPath(index)]), config, world))
    }
  }
  return [...found.values()]
}

async function describe(metric: CustomMetric, place: string, { directory }: Config, world: World): Promise<CustomMetric> {
  const { spec } = metric
  if (spec.type !== 'module') return metric
  const { loadModule } = await import('../plugins/module.js')
  try {
    const { name, direction, task, close } = await loadModule(spec, directory, world)
    await close()
    return { ...metric, name: name ?? metric.name, direction, task: task ?? metric.task, source: spec.module }
  } catch (error) {
    if (!isKnownError(error) || error.kind === 'interrupted') throw error
    world.log.warn(`${place} ${error.message}`)
    return { ...metric, source: spec.module }
  }
}
