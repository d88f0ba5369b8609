import type { Config } from '../config/load.js'
import type { ModelConfig } from '../config/schema.js'
import type { SliceChart } from '../core/appendix.js'
import type { ScoreDefinition } from '../core/baseline.js'
import { blindSpots } from '../core/blind-spots.js'
import { type DatasetFacts, type Evaluation, emptyEvaluation, type ProductionSlice, type Threshold } from '../core/evaluation.js'
import { estimateOf } from '../core/interval.js'
import { sliceErrors } from '../core/jackknife.js'
import type { BoundMetric, Metric } from '../core/metric.js'
import type { ScanResult, World } from '../core/ports.js'
import { weigh, weightedScore } from '../core/score.js'
import { settle } from '../core/settle.js'
import { borrowSpread, withBorrowed } from '../core/spread.js'
import type { StandardError } from '../core/standard-error.js'
import { type AppendixOptions, chartsOf } from './appendix.js'
import { dataNotes } from './data-notes.js'
import { definitionOf } from './definition.js'
import { fingerprint } from './fingerprint.js'
import { staleData } from './freshness.js'
import { notesOf } from './notes.js'
import { type PulledDataset, pullDataset, type RunOptions } from './pull.js'
import { gatingOf, type Scan, scanFor } from './scan.js'
import { sliceResults } from './slice-results.js'
import { sharesOf } from './slices.js'
import { knowsDays } from './window.js'

/** Level of intervals where the config names none. */
export const DEFAULT_CONFIDENCE = 0.95

/** A model with its slice values and their weighted sum. */
export interface Measured {
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

/** What was found out about a model. */
export interface Judged {
  readonly evaluation: Evaluation
  /** Null = not asked for, or there are none. */
  readonly charts: readonly SliceChart[] | null
}

/** What a production score has a say in. */
export interface Judge {
  /** The stored scores of slices that may stand in where there are no rows, for a score of this definition. */
  standIns(definition: ScoreDefinition): readonly ProductionSlice[]
  verdict(measured: Measured): Evaluation
}

/** The slice values of a model and their weighted sum, and why there is none. */
export async function scoreAlone(
  name: string,
  model: ModelConfig,
  config: Config,
  options: RunOptions & AppendixOptions,
  world: World,
): Promise<Judged> {
  const verdict = ({ evaluation, metric }: Measured) => {
    const stale = staleData(evaluation, model, config, options) ?? []
    const why = evaluation.score === null ? blindSpots(evaluation.slices, { minRows: 0, minCoverage: 0, metric }) : []
    return { ...evaluation, reasons: [stale, why, evaluation.reasons].flat() }
  }
  return await scoreModel(name, model, config, options, world, { ...NO_PRODUCTION, verdict })
}

const NO_PRODUCTION: Judge = { standIns: () => [], verdict: ({ evaluation }) => evaluation }

/** The slice values of a model and their weighted sum, judged. Charts are made of what matters for the verdict. */
export async function scoreModel(
  name: string,
  model: ModelConfig,
  config: Config,
  options: RunOptions & AppendixOptions,
  world: World,
  judge: Judge = NO_PRODUCTION,
): Promise<Measured & Judged> {
  const evaluatedAt = world.now()
  warnOfNoDays(name, model, options, world)
  const dataset = await pullDataset(model, config, options, world)
  const finish = async (scan: Scan) => {
    const measured = measure(name, model, { evaluatedAt, dataset, scan }, judge)
    const evaluation = judge.verdict(measured)
    const charts = options.withAppendix === true ? await chartsOf(evaluation, scan, world) : null
    return { ...measured, evaluation, charts }
  }
  return await scanFor(name, model, config, dataset, world, finish).finally(dataset.close)
}

interface Found {
  readonly evaluatedAt: Date
  readonly dataset: PulledDataset
  readonly scan: Scan
}

function measure(name: string, model: ModelConfig, { evaluatedAt, dataset, scan }: Found, { standIns }: Judge): Measured {
  const { slices, result, metrics } = scan
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
