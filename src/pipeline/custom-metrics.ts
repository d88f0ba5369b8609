import type { Config } from '../config/load.js'
import type { Readings } from '../config/metric-schema.js'
import type { ModelConfig } from '../config/schema.js'
import { metricPath } from '../config/task.js'
import type { ColumnsMetric, CustomMetric } from '../core/custom.js'
import { knownError } from '../core/errors.js'
import { evaluate, namesOf } from '../core/expression.js'
import type { AggregateMetric, BoundMetric, Metric, Statistics } from '../core/metric.js'
import type { EngineSession, World } from '../core/ports.js'
import { ENGINES } from '../engines/index.js'
import { atPlace, nowAtPlace } from './error-place.js'

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
  const engine = await ENGINES.duckdb()
  const session = await engine.open({ files: [], predictions: null }, world)
  const loaded: LoadedReadings[] = []
  const close = async () => {
    for (const each of loaded) await each.close()
  }
  try {
    for (const [index, readings] of all.entries()) {
      const place = `${config.locate(['models', name, ...metricPath(index)])} `
      loaded.push(await loadReadings(readings, place, config.directory, session, world))
    }
    const [metric = model.metric, ...also] = loaded.map(({ readings }) => readings)
    return { model: { ...model, metric, also }, close }
  } catch (error) {
    await close()
    throw error
  } finally {
    await session.close()
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
  const { close = async () => {}, ...loaded } = await load(metric, place, directory, session, world)
  const bind = (task: Metric['task']): BoundMetric => ({ metric: { ...loaded.metric, task }, params: {} })
  if (loaded.task !== null) return { readings: [bind(loaded.task)], close }
  const [first, ...others] = readings.map((reading) => bind(reading.metric.task))
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
      const sums = Object.fromEntries(
        Object.entries(spec.aggregates).map(([name, text]) => [name, perRow(text, `${place}${metric.name}: aggregate ${name}`)]),
      )
      const parsed = await session.parseValue(spec.value)
      if ('problem' in parsed) throw bad(`${place}${metric.name}: value ${parsed.problem}`)
      const unknown = namesOf(parsed.expression).find((name) => !Object.hasOwn(sums, name))
      if (unknown !== undefined) {
        throw bad(
          `${place}${metric.name}: value names ${unknown}, which is no aggregate (there are ${Object.keys(sums).join(', ')})`,
        )
      }
      const finish = (statistics: Statistics) => evaluate(parsed.expression, statistics)
      return { metric: await additive({ ...described, finish }, sums, place, session), task: null }
    }
    case 'module': {
      const { loadModule } = await import('../plugins/module.js')
      const module = await atPlace(place, () => loadModule(spec, directory, world))
      const { close, task } = module
      const named = { ...described, name: module.name ?? metric.name, direction: module.direction }
      if (module.kind === 'columns') {
        const compute: ColumnsMetric['compute'] = (requests) => atPlace(place, () => module.compute(requests))
        return { metric: { ...named, kind: 'columns', columns: module.columns, compute, buckets: spec.buckets }, task, close }
      }
      try {
        const finish = (statistics: Statistics) => nowAtPlace(place, () => module.finish(statistics))
        return { metric: await additive({ ...named, finish }, module.sums, place, session), task, close }
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

type Finishing = Omit<CustomMetric, 'kind' | 'spec'> & { finish(statistics: Statistics): number | null }

/** A metric of sums per row, each checked to be one scalar expression. */
async function additive(
  { finish, ...described }: Finishing,
  sums: Readonly<Record<string, string>>,
  place: string,
  session: EngineSession,
): Promise<AggregateMetric> {
  const texts = Object.entries(sums)
  const parsed = await session.parseScalars(texts.map(([, text]) => text))
  const reads = new Set<string>()
  for (const [index, [name]] of texts.entries()) {
    const { problem = null, columns = [] } = parsed[index] ?? {}
    if (problem !== null) throw bad(`${place}${described.name}: aggregate ${name} ${problem}`)
    for (const column of columns) if (!CANONICAL.includes(column.toLowerCase())) reads.add(column)
  }
  return { ...described, kind: 'aggregate', sums: () => sums, reads: [...reads], finish }
}

const CANONICAL = ['label', 'prediction', 'weight']

/** What an additive aggregate adds for each row. */
function perRow(text: string, place: string): string {
  const [, name = '', argument = ''] = /^\s*(\w+)\s*\(([\s\S]*)\)\s*$/.exec(text) ?? []
  switch (name.toLowerCase()) {
    case 'sum':
      return `(${argument}\n)`
    case 'count':
      return argument.trim() === '*' || argument.trim() === '' ? '1' : `CASE WHEN (${argument}\n) IS NULL THEN 0 ELSE 1 END`
    case 'count_if':
      return `CASE WHEN (${argument}\n) THEN 1 ELSE 0 END`
    default:
      throw bad(`${place} is not additive: ${text} (write sum(…), count(*), count(…) or count_if(…), and divide in value)`)
  }
}

function bad(message: string): Error {
  return knownError('config', message, { hint: 'docs/custom-metrics.md has examples' })
}
