import { defaultName, OPEN } from '../config/custom-schema.js'
import type { Config } from '../config/load.js'
import { nameProblems } from '../config/metric-names.js'
import type { Readings } from '../config/metric-schema.js'
import type { ModelConfig } from '../config/schema.js'
import { metricPath } from '../config/task.js'
import type { ColumnsMetric, CustomMetric } from '../core/custom.js'
import { knownError } from '../core/errors.js'
import type { AggregateMetric, BoundMetric, Metric, Statistics } from '../core/metric.js'
import type { EngineSession, World } from '../core/ports.js'
import { atPlace, nowAtPlace } from './error-place.js'
import { expressionMetric, sumsMetric } from './sql-metric.js'
import { withoutData } from './without-data.js'

/** A model whose metrics can be measured until it is closed. */
export interface LoadedModel {
  readonly model: ModelConfig
  /** Ends what plug-ins run in. */
  close(): Promise<void>
}

/** The model with its custom metrics loaded; what is wrong with one is told with its place in the config. */
export async function loadCustomMetrics(name: string, model: ModelConfig, config: Config, world: World): Promise<LoadedModel> {
  const all = [model.metric, ...model.also]
  if (!all.some(isCustom)) return { model, close: async () => {} }
  const loaded: LoadedReadings[] = []
  const close = async () => {
    for (const each of loaded) await each.close()
  }
  try {
    await withoutData(world, async (session) => {
      for (const [index, readings] of all.entries()) {
        const place = `${config.locate(['models', name, ...metricPath(index)])} `
        loaded.push(await loadReadings(readings, place, config.directory, session, world))
      }
    })
    const [problem] = nameProblems(loaded.map(({ readings }) => readings))
    if (problem !== undefined) {
      const path = ['models', name, ...metricPath(problem.index)]
      throw knownError('config', config.describe({ path, message: problem.message }))
    }
    const [metric = model.metric, ...also] = loaded.map(({ readings }) => readings)
    return { model: { ...model, metric, also }, close }
  } catch (error) {
    await close()
    throw error
  }
}

export function isCustom([{ metric }]: Readings): boolean {
  return metric.kind === 'custom'
}

interface LoadedReadings {
  readonly readings: Readings
  close(): Promise<void>
}

/** One custom metric, for each task that it may have. Rejects with a config error; `place` stands before what is wrong. */
export async function loadReadings(
  readings: Readings,
  place: string,
  directory: string,
  session: EngineSession,
  world: World,
): Promise<LoadedReadings> {
  const [{ metric }] = readings
  if (metric.kind !== 'custom') return { readings, close: async () => {} }
  const { spec } = metric
  const { close = async () => {}, ...loaded } = await load(metric, place, directory, session, world)
  const bind = (task: Metric['task']): BoundMetric => ({ metric: { ...loaded.metric, task, declared: spec }, params: {} })
  if (loaded.task !== null) return { readings: [bind(loaded.task)], close }
  const tasks = spec.type === 'module' ? OPEN : readings.map((reading) => reading.metric.task)
  const [first, ...others] = tasks.map(bind)
  return { readings: first === undefined ? readings : [first, ...others], close }
}

interface Loaded {
  readonly metric: AggregateMetric | ColumnsMetric
  /** Null = as the config says. */
  readonly task: Metric['task'] | null
  close?(): Promise<void>
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
      const module = await atPlace(place, () => loadModule(spec, directory, world))
      const { close, task } = module
      // What the config says goes first: one module may be several metrics.
      const name = metric.name === defaultName(spec) ? (module.name ?? metric.name) : metric.name
      const named = { ...described, name, direction: module.direction }
      if (module.kind === 'columns') {
        const compute: ColumnsMetric['compute'] = (requests) => atPlace(place, () => module.compute(requests))
        return { metric: { ...named, kind: 'columns', columns: module.columns, compute, buckets: spec.buckets }, task, close }
      }
      try {
        const finish = (statistics: Statistics) => nowAtPlace(place, () => module.finish(statistics))
        return { metric: await sumsMetric({ ...named, finish }, module.sums, place, session), task, close }
      } catch (error) {
        await close()
        throw error
      }
    }
    case 'command': {
      const { runCommand } = await import('../plugins/command.js')
      const { columns, buckets } = spec
      const compute: ColumnsMetric['compute'] = (requests) => atPlace(place, () => runCommand(spec, directory, requests, world))
      return { metric: { ...described, kind: 'columns', columns, compute, buckets }, task: null }
    }
  }
}
