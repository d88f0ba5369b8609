import type { Config } from '../config/load.js'
import type { ModelConfig } from '../config/schema.js'
import { type DatasetFacts, type Evaluation, emptyEvaluation } from '../core/evaluation.js'
import type { BoundMetric } from '../core/metric.js'
import type { MetricPlan, ScanResult, World } from '../core/ports.js'
import { weightedScore } from '../core/score.js'
import { hasDate } from '../datasets/template.js'
import { ENGINES } from '../engines/index.js'
import { fingerprint } from './fingerprint.js'
import { type PulledDataset, pullDataset, type RunOptions } from './pull.js'

/** The slice values of a model and their weighted sum; what needs production or drift settings stays null. */
export async function scoreModel(
  name: string,
  model: ModelConfig,
  config: Config,
  options: RunOptions,
  world: World,
): Promise<Evaluation> {
  const evaluatedAt = world.now()
  if (options.date !== null && ![model.dataset.source].flat().some(hasDate)) {
    world.log.warn(`${name}: --date has no effect: dataset.source names no day`)
  }
  const dataset = await pullDataset(model, config, options, world)
  const plan = planScan(name, model, config)
  const result = await scan(plan, dataset, world)
  const values = plan.slices.map(({ name: slice, where }, index) => {
    const { rows = 0, statistics = {} } = result.slices[index] ?? {}
    return { name: slice, where, weight: weightOf(model, index), rows, value: finish(plan.metric, rows, statistics) }
  })
  const { slices, score, skipped } = weightedScore(values, model.drift?.on_empty_slice ?? 'fail')
  const { metric, params } = model.metric
  return {
    ...emptyEvaluation(name, evaluatedAt),
    dataset: facts(dataset, result),
    metric: { name: metric.name, direction: metric.direction, params },
    slices,
    score,
    reasons: skipped.map((slice) => `slice ${slice} has no scored rows; its weight went to the others (on_empty_slice: skip)`),
  }
}

function planScan(name: string, model: ModelConfig, config: Config): MetricPlan {
  const { columns, on_invalid_prediction: onInvalidPrediction } = model.dataset
  return {
    columns: { label: columns.label, prediction: columns.prediction, weight: columns.weight ?? null },
    group: columns.group ?? null,
    id: columns.id ?? null,
    slices: model.slices.map((slice, index) => ({
      name: slice.name,
      where: slice.where ?? null,
      place: config.locate(['models', name, 'slices', index, 'where']),
    })),
    metric: model.metric,
    onInvalidPrediction,
  }
}

async function scan(plan: MetricPlan, dataset: PulledDataset, world: World): Promise<ScanResult> {
  const engine = await ENGINES.duckdb()
  const session = await engine.open({ files: dataset.data, predictions: dataset.predictions }, world)
  try {
    return await session.scan(plan)
  } finally {
    await session.close()
  }
}

function finish(
  { metric, params }: BoundMetric,
  rows: number,
  statistics: ScanResult['slices'][number]['statistics'],
): number | null {
  const value = rows === 0 ? null : metric.finish(statistics, params)
  return value !== null && Number.isFinite(value) ? value : null
}

function weightOf(model: ModelConfig, index: number): number {
  const weights = model.slices.map((slice) => slice.weight)
  const total = model.normalize_weights ? weights.reduce((sum, weight) => sum + weight, 0) : 1
  return (weights[index] ?? 0) / total
}

function facts(dataset: PulledDataset, result: ScanResult): DatasetFacts {
  const files = [...dataset.data, ...(dataset.predictions?.files ?? [])]
  return {
    from: dataset.dates[0] ?? null,
    to: dataset.dates.at(-1) ?? null,
    missingDates: dataset.missingDates,
    files: files.length,
    bytes: dataset.bytes,
    bytesFetched: dataset.bytesFetched,
    rows: result.rows,
    rowsScored: result.rowsScored,
    rowsWithoutLabel: result.rowsWithoutLabel,
    rowsDropped: result.rowsDropped,
    fingerprint: fingerprint(files),
  }
}
