import type { ConfigPath } from '../config/document.js'
import type { Config } from '../config/load.js'
import type { ModelConfig } from '../config/schema.js'
import { isOpen, metricPath, resolveTask } from '../config/task.js'
import type { ScoreDefinition } from '../core/baseline.js'
import { blindSpots } from '../core/blind-spots.js'
import { knownError } from '../core/errors.js'
import { type DatasetFacts, type Evaluation, emptyEvaluation, type ProductionSlice, type Threshold } from '../core/evaluation.js'
import { estimateOf } from '../core/interval.js'
import { sliceErrors } from '../core/jackknife.js'
import type { BoundMetric, Metric } from '../core/metric.js'
import type { EngineSession, MetricPlan, ScanResult, World } from '../core/ports.js'
import { inPhase } from '../core/progress.js'
import { weigh, weightedScore } from '../core/score.js'
import { settle } from '../core/settle.js'
import { borrowSpread, withBorrowed } from '../core/spread.js'
import type { StandardError } from '../core/standard-error.js'
import { ENGINES } from '../engines/index.js'
import { dataNotes } from './data-notes.js'
import { predictedColumns } from './dataset-parts.js'
import { definitionOf } from './definition.js'
import { fingerprint } from './fingerprint.js'
import { staleData } from './freshness.js'
import { notesOf } from './notes.js'
import { type PulledDataset, pullDataset, type RunOptions } from './pull.js'
import { sliceResults } from './slice-results.js'
import { expandSlices, sharesOf, type WeightedSlice } from './slices.js'
import { knowsDays, zoneOf } from './window.js'

/** Level of intervals where the config names none. */
export const DEFAULT_CONFIDENCE = 0.95

export interface Scored {
  /** What needs production or drift settings is null. */
  readonly evaluation: Evaluation
  /** Of the score, before it is rounded for print. */
  readonly error: StandardError | null
  /** Of the slices' values. */
  readonly errors: readonly (StandardError | null)[]
  /** The gating metric. */
  readonly metric: Metric
  /** Of the slices that have one of their own; null = none. */
  readonly guards: readonly (Threshold | null)[]
  readonly definition: ScoreDefinition
}

/** The stored scores of slices that may stand in where there are no rows, for a score of this definition. */
export type StandIns = (definition: ScoreDefinition) => readonly ProductionSlice[]

/** The slice values of a model and their weighted sum, and why there is none. */
export async function scoreAlone(
  name: string,
  model: ModelConfig,
  config: Config,
  options: RunOptions,
  world: World,
): Promise<Evaluation> {
  const { evaluation, metric } = await scoreModel(name, model, config, options, world)
  const stale = staleData(evaluation, model, config, options) ?? []
  const why = evaluation.score === null ? blindSpots(evaluation.slices, { minRows: 0, minCoverage: 0, metric }) : []
  return { ...evaluation, reasons: [stale, why, evaluation.reasons].flat() }
}

/** The slice values of a model and their weighted sum. */
export async function scoreModel(
  name: string,
  model: ModelConfig,
  config: Config,
  options: RunOptions,
  world: World,
  standIns: StandIns = () => [],
): Promise<Scored> {
  const evaluatedAt = world.now()
  warnOfNoDays(name, model, options, world)
  const dataset = await pullDataset(model, config, options, world)
  const { slices, result, metrics } = await scan(name, model, config, dataset, world).finally(dataset.close)
  const shares = sharesOf(
    slices,
    result.slices.map(({ weightScored }) => weightScored),
    model.normalize_weights,
  )
  const rows = result.slices.map(({ rowsScored }) => rowsScored)
  const counted = slices.map((slice, index) => ({ name: slice.name, weight: shares[index] ?? 0, rows: rows[index] ?? 0 }))
  const confidence = model.drift?.confidence ?? DEFAULT_CONFIDENCE
  const isClustered = (model.dataset.columns.group ?? model.dataset.columns.id) !== undefined
  const definition = definitionOf(name, model, gatingOf(metrics), slices, shares)
  const known = new Map(standIns(definition).map((slice) => [slice.name, slice]))
  const weighting = weigh(counted, model.drift?.on_empty_slice ?? 'fail', known)
  const [gating, ...others] = metrics.map((bound, index) => {
    const estimates = settle(result.estimates[index] ?? notComputed(bound), bound.metric.size ?? 0)
    const shown = sliceErrors(estimates)
    // The last slice is that of all rows.
    const borrowed = borrowSpread(shown, rows, { error: shown.at(-1) ?? null, rows: rows.at(-1) ?? 0 }, isClustered)
    const errors = withBorrowed(shown, borrowed)
    // A stored score is one of the gating metric.
    const entering = index === 0 ? weighting : { ...weighting, substitutes: new Map() }
    const { value: score, standardError, interval, error } = weightedScore(estimates, entering, confidence, borrowed)
    const pooled = estimateOf(estimates.values.at(-1) ?? null, errors.at(-1) ?? null, confidence)
    return { bound, values: estimates.values, errors, score, standardError, interval, error, pooled }
  })
  if (gating === undefined) throw new Error('a model has no metric')
  const evaluation: Evaluation = {
    ...emptyEvaluation(name, evaluatedAt),
    dataset: facts(dataset, result),
    metric: describe(gating.bound),
    slices: sliceResults(slices, result, weighting, [gating, ...others], confidence),
    score: gating.score,
    standardError: gating.standardError,
    interval: gating.interval,
    confidence,
    pooled: gating.pooled,
    also: others.map(({ bound, score, standardError, interval, pooled }) => ({
      ...describe(bound),
      score,
      standardError,
      interval,
      pooled,
    })),
    reasons: [...dataNotes(model, dataset, result), ...notesOf(slices, weighting, result, gating.bound)],
  }
  const guards = slices.map(({ guard }) => guard)
  return { evaluation, error: gating.error, errors: gating.errors, metric: gating.bound.metric, guards, definition }
}

function warnOfNoDays(name: string, model: ModelConfig, { date, span }: RunOptions, world: World): void {
  if ((date === null && span === null) || knowsDays(model)) return
  const flags = span === null ? '--date has' : '--from and --to have'
  world.log.warn(`${name}: ${flags} no effect: dataset.source names no day, and there is no dataset.columns.timestamp`)
}

interface Scan {
  readonly slices: readonly WeightedSlice[]
  readonly metrics: readonly BoundMetric[]
  readonly result: ScanResult
}

async function scan(name: string, model: ModelConfig, config: Config, dataset: PulledDataset, world: World): Promise<Scan> {
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
    return { slices, metrics, result }
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

function gatingOf([gating]: readonly BoundMetric[]): BoundMetric {
  if (gating === undefined) throw new Error('a model has no metric')
  return gating
}

function describe({ metric, params }: BoundMetric) {
  return { name: metric.name, direction: metric.direction, params }
}

function notComputed({ metric }: BoundMetric): never {
  throw new Error(`metric ${metric.name} was not computed`)
}

function facts(dataset: PulledDataset, result: ScanResult): DatasetFacts {
  const { files } = dataset
  return {
    from: dataset.from,
    to: dataset.to,
    missingDates: dataset.missingDates,
    files: files.length,
    bytes: dataset.bytes,
    bytesFetched: dataset.bytesFetched,
    rows: result.rows,
    rowsScored: result.rowsScored,
    rowsWithoutLabel: result.rowsWithoutLabel,
    rowsDropped: result.rowsDropped,
    days: result.days,
    unmatched: result.unmatched,
    fingerprint: fingerprint(files),
  }
}
