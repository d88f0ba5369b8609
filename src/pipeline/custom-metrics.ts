import { defaultName, OPEN } from '../config/custom-schema.js'
import type { Config } from '../config/load.js'
import { nameProblems } from '../config/metric-names.js'
import type { Readings } from '../config/metric-schema.js'
import type { ModelConfig } from '../config/schema.js'
import { metricPath } from '../config/task.js'
import type { ColumnsMetric, CustomMetric } from '../core/custom.js'
import { knownError } from '../core/errors.js'
import type { AggregateMetric, BoundMetric, Metric } from '../core/metric.js'
import type { EngineSession, World } from '../core/ports.js'
import { ENGINES } from '../engines/index.js'
import { expressionMetric, sumsMetric } from './sql-metric.js'

/** The model with its custom metrics loaded; what is wrong with one is told with its place in the config. */
export async function loadCustomMetrics(name: string, model: ModelConfig, config: Config, world: World): Promise<ModelConfig> {
  const all = [model.metric, ...model.also]
  if (!all.some(isCustom)) return model
  const engine = await ENGINES.duckdb()
  const session = await engine.open({ files: [], predictions: null }, world)
  try {
    const loaded: Readings[] = []
    for (const [index, readings] of all.entries()) {
      const place = `${config.locate(['models', name, ...metricPath(index)])} `
      loaded.push(isCustom(readings) ? await loadReadings(readings, place, config.directory, session, world) : readings)
    }
    const [problem] = nameProblems(loaded)
    if (problem !== undefined) {
      const path = ['models', name, ...metricPath(problem.index)]
      throw knownError('config', config.describe({ path, message: problem.message }))
    }
    const [metric = model.metric, ...also] = loaded
    return { ...model, metric, also }
  } finally {
    await session.close()
  }
}

export function isCustom([{ metric }]: Readings): boolean {
  return metric.kind === 'custom'
}

/** One custom metric, for each task that it may have. Rejects with a config error; `place` stands before what is wrong. */
export async function loadReadings(
  readings: Readings,
  place: string,
  directory: string,
  session: EngineSession,
  world: World,
): Promise<Readings> {
  const [{ metric }] = readings
  if (metric.kind !== 'custom') return readings
  const { spec } = metric
  const loaded = await load(metric, place, directory, session, world)
  const bind = (task: Metric['task']): BoundMetric => ({ metric: { ...loaded.metric, task }, params: {} })
  if (loaded.task !== null) return [bind(loaded.task)]
  const tasks = spec.type === 'module' ? OPEN : readings.map((reading) => reading.metric.task)
  const [first, ...others] = tasks.map(bind)
  return first === undefined ? readings : [first, ...others]
}

interface Loaded {
  readonly metric: AggregateMetric | ColumnsMetric
  /** Null = as the config says. */
  readonly task: Metric['task'] | null
}

async function load(
  metric: CustomMetric,
  place: string,
  directory: string,
  session: EngineSession,
  world: World,
): Promise<Loaded> {
  const { spec, ...described } = metric
  switch (spec.type) {
    case 'expressions': {
      return { metric: await expressionMetric(described, spec, place, session), task: null }
    }
    case 'module': {
      const { loadModule } = await import('../plugins/module.js')
      const module = await loadModule(spec, directory)
      // What the config says goes first: one module may be several metrics.
      const name = metric.name === defaultName(spec) ? (module.name ?? metric.name) : metric.name
      const named = { ...described, name, direction: module.direction }
      if (module.kind === 'sums') {
        const finishing = { ...named, finish: module.finish }
        return { metric: await sumsMetric(finishing, module.sums, place, session), task: module.task }
      }
      const { columns, compute } = module
      return { metric: { ...named, kind: 'columns', columns, compute, buckets: spec.buckets }, task: module.task }
    }
    case 'command': {
      const { runCommand } = await import('../plugins/command.js')
      const { columns, buckets } = spec
      const compute: ColumnsMetric['compute'] = (requests) => runCommand(spec, directory, requests, world)
      return { metric: { ...described, kind: 'columns', columns, compute, buckets }, task: null }
    }
  }
}
