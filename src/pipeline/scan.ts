import type { ConfigPath } from '../config/document.js'
import type { Config } from '../config/load.js'
import type { ModelConfig } from '../config/schema.js'
import { isOpen, metricPath, resolveTask } from '../config/task.js'
import { knownError } from '../core/errors.js'
import type { BoundMetric } from '../core/metric.js'
import type { EngineSession, MetricPlan, ScanResult, World } from '../core/ports.js'
import { inPhase } from '../core/progress.js'
import { ENGINES } from '../engines/index.js'
import { predictedColumns } from './dataset-parts.js'
import type { PulledDataset } from './pull.js'
import { expandSlices, type WeightedSlice } from './slices.js'
import { zoneOf } from './window.js'

export interface Scan {
  readonly slices: readonly WeightedSlice[]
  readonly metrics: readonly BoundMetric[]
  /** Its slices are these, and all rows. */
  readonly plan: MetricPlan
  readonly result: ScanResult
  /** Open until `use` has ended. */
  readonly session: EngineSession
}

/** Scans the dataset of a model for all slices; more can be asked of its rows until `use` has ended. */
export async function scanFor<T>(
  name: string,
  model: ModelConfig,
  config: Config,
  dataset: PulledDataset,
  world: World,
  use: (scan: Scan) => Promise<T>,
): Promise<T> {
  const engine = await ENGINES.duckdb()
  const { filter } = model.dataset
  const session = await engine.open(
    {
      files: dataset.data,
      predictions: dataset.predictions && { ...dataset.predictions, columns: predictedColumns(model) },
      partitionColumns: dataset.partitionColumns,
      filter: filter === undefined ? null : { text: filter, place: config.locate(['models', name, 'dataset', 'filter']) },
      time: dataset.time,
      timestamp: model.dataset.columns.timestamp ?? null,
      timezone: zoneOf(model, config),
      limits: { memory: config.defaults.memory_limit, threads: config.defaults.threads },
    },
    world,
  )
  try {
    const place = (...path: ConfigPath) => config.locate(['models', name, 'slices', ...path])
    const slices = await expandSlices(model, place, session)
    const metrics = await resolveMetrics(name, model, config, session)
    const plan = planScan(model, slices, metrics)
    const { progress } = dataset
    const total = progress.isWatched ? await session.countRows() : 0
    const result = await inPhase(
      progress.begin('scanning', { unit: 'rows', total, done: () => Math.round(total * session.progress()) }),
      () => session.scan(plan),
      ({ rows }) => ({ did: 'scanned', rows }),
    )
    return await use({ slices, metrics, plan, result, session })
  } finally {
    await session.close()
  }
}

/** The metrics of a model; where the config leaves their task open, the types of the columns tell it. */
async function resolveMetrics(
  name: string,
  model: ModelConfig,
  config: Config,
  session: EngineSession,
): Promise<readonly BoundMetric[]> {
  const metrics = [model.metric, ...model.also]
  const { columns: roles } = model.dataset
  const resolved = resolveTask(metrics, roles, isOpen(metrics, roles) ? await session.columns() : [])
  if (!('message' in resolved)) return resolved
  const path = ['models', name, ...metricPath(resolved.index)]
  throw knownError('config', config.describe({ path, message: resolved.message }))
}

/** All rows come as one more slice, for the pooled values. */
export function planScan(model: ModelConfig, slices: readonly WeightedSlice[], metrics: readonly BoundMetric[]): MetricPlan {
  const { columns, on_invalid_prediction: onInvalidPrediction } = model.dataset
  return {
    task: gatingOf(metrics).metric.task,
    columns: {
      label: columns.label,
      prediction: columns.prediction ?? null,
      probabilities: columns.probabilities ?? null,
      weight: columns.weight ?? null,
      group: columns.group ?? null,
      id: columns.id ?? null,
    },
    slices: [...slices, { name: 'all rows', where: null, place: '' }],
    metrics,
    onInvalidPrediction,
  }
}

/** The metric that decides. */
export function gatingOf([gating]: readonly BoundMetric[]): BoundMetric {
  if (gating === undefined) throw new Error('a model has no metric')
  return gating
}
