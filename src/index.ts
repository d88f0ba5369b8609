import { libraryWorld } from './cli/io.js'
import { packageVersion } from './cli/version.js'
import { type Config, loadConfig as load } from './config/load.js'
import type { BaselineChange, BaselineRevision } from './core/baseline-report.js'
import { knownError } from './core/errors.js'
import type { Report } from './core/evaluation.js'
import type { Inspection } from './core/inspection.js'
import type { World } from './core/ports.js'
import type { RunHistory } from './core/records.js'
import { askedDays } from './pipeline/asked-days.js'
import { awaitTrainings } from './pipeline/await-trainings.js'
import { readBaseline as read } from './pipeline/baseline/read.js'
import { recordBaseline as record } from './pipeline/baseline/record.js'
import { LAST, noneReadable, readHistory } from './pipeline/history.js'
import { inspect as inspectSources } from './pipeline/inspect/inspect.js'
import { INSPECT_DEFAULTS, type InspectOptions } from './pipeline/inspect/open.js'
import type { Outcome } from './pipeline/outcome.js'
import { RUN_DEFAULTS } from './pipeline/pull.js'
import { runRetrain } from './pipeline/retrain-command.js'
import { type Depth, runModels } from './pipeline/run.js'
import { requireTimeout } from './pipeline/time-limit.js'

export type { Config } from './config/load.js'
export type * from './core/baseline.js'
export type * from './core/baseline-report.js'
export type { ErrorKind, KnownError } from './core/errors.js'
export { isKnownError } from './core/errors.js'
export type * from './core/evaluation.js'
export type * from './core/explanation.js'
export type * from './core/inspection.js'
export type { Direction, Metric, Params } from './core/metric.js'
export type { Log, World } from './core/ports.js'
export type { PhaseResult, Progress, RunningPhase } from './core/progress.js'
export type { RecordedRun, RunHistory } from './core/records.js'
export type { ExecutionFacts, ExecutionStatus, RetrainResult, RetrainStatus, StartRequest } from './core/retraining.js'

/** What runs have in common: the config, its models, the days, and the world. */
export interface Options {
  /** A loaded config, or the path of one; default: ctrain.yaml here or in a folder above. */
  readonly config?: Config | string
  /** Models by name; default: every model of the config. */
  readonly models?: readonly string[]
  /** The last day that may enter the dataset, `YYYY-MM-DD`; default: the newest. */
  readonly date?: string
  /** All days from the first to the last, `YYYY-MM-DD`, instead of the window; they belong together. */
  readonly from?: string
  readonly to?: string
  /** Whether the run is recorded where the config has a history; default: true. A score alone is not. */
  readonly record?: boolean
  /**
   * Environment, clock, signal and log, where the process's own will not do. When the signal comes, the report tells of
   * the models that were decided until then; without any, the run rejects.
   */
  readonly world?: Partial<World>
}

/** Of {@link evaluate}. */
export interface EvaluateOptions extends Options {
  /** Compares with a production score of another metric, of other parameters, slices or weights, too. */
  readonly allowMismatch?: boolean
}

/** Of {@link retrainIfDrifted} and, but for the days, {@link retrain}. */
export interface RetrainOptions extends EvaluateOptions {
  /** Fills in the request of the report and sends nothing. */
  readonly dryRun?: boolean
  /** Starts although a guard or an earlier training of the event says no; the reason is recorded. */
  readonly forceBecause?: string
  /**
   * Waits for the trainings to end, `timeout` in milliseconds, at most 24 days: `retrain.execution` of the report tells
   * their state. The signal of the world ends the waiting, and the report tells what was seen until then.
   */
  readonly wait?: { readonly timeout?: number }
}

/** Reads and checks a config. Rejects with a {@link KnownError} that lists every problem. */
export async function loadConfig(file?: string, world: Partial<World> = {}): Promise<Config> {
  return await load(file ?? null, libraryWorld(packageVersion(), world))
}

/** The slice values of each model and their weighted sum. A model that fails has an `error` in its entry. */
export async function score(options: Options = {}): Promise<Report> {
  return await report('score', options)
}

/** Like {@link score}, compared with the production score: drop, verdict and reasons. */
export async function evaluate(options: EvaluateOptions = {}): Promise<Report> {
  return await report('evaluate', options)
}

/** Like {@link evaluate}; starts the training of each model that drifted, once per drift event. */
export async function retrainIfDrifted(options: RetrainOptions = {}): Promise<Report> {
  return await report('retrain', options)
}

/** Starts the training of models on purpose, without a verdict, once per drift event. They must be named. */
export async function retrain(
  options: Omit<RetrainOptions, 'date' | 'from' | 'to'> & { readonly models: readonly string[] },
): Promise<Report> {
  if (options.models === undefined) {
    throw knownError('usage', 'no models were named', { hint: 'pass models: [NAME], those whose training is to start' })
  }
  requireTimeout(options.wait?.timeout ?? null)
  const world = libraryWorld(packageVersion(), options.world)
  const config = await configOf(options, world)
  const decided = await runRetrain(options.models, config, startOptions(options), world)
  return reportOf(await awaited(decided, config, options, world))
}

/** Of {@link history}. */
export interface HistoryOptions extends Pick<Options, 'config' | 'models' | 'world'> {
  /** The newest runs of each model, so many at most; default: 30. */
  readonly last?: number
}

/** How data are looked into; what is not given is as `ctrain inspect` does it. */
export interface InspectSourceOptions
  extends Partial<Pick<InspectOptions, 'format' | 'label' | 'prediction' | 'maxRows' | 'maxBytes'>> {
  /** AWS region where the environment names none. */
  readonly region?: string
  readonly world?: Partial<World>
}

/** Looks into data, without a config: files, columns, days, likely roles, and predictions by label. `sources` are like `dataset.source`. */
export async function inspect(sources: string | readonly string[], options: InspectSourceOptions = {}): Promise<Inspection> {
  const { region, world: given, ...asked } = options
  const world = libraryWorld(packageVersion(), given)
  const all = { ...INSPECT_DEFAULTS, ...asked, sources: [sources].flat(), directory: world.cwd, aws: { region } }
  return await inspectSources(all, world)
}

/** The recorded runs of each model, oldest first. Rejects where one has no history, or none of its records can be read. */
export async function history(options: HistoryOptions = {}): Promise<readonly RunHistory[]> {
  const world = libraryWorld(packageVersion(), options.world)
  const config = await configOf(options, world)
  const histories: RunHistory[] = []
  for (const name of options.models ?? Object.keys(config.models)) {
    const found = await readHistory(name, config, options.last ?? LAST, world)
    const error = noneReadable(found)
    if (error !== null) throw error
    histories.push(found)
  }
  return histories
}

/** The model whose production score is read or stored. */
export interface BaselineOptions extends Pick<Options, 'config' | 'world'> {
  readonly model: string
}

/** Of {@link readBaseline}. */
export interface ReadBaselineOptions extends BaselineOptions {
  /** `current`, `previous`, or the first hex digits of one; default: the current one. */
  readonly revision?: string
}

/** Of {@link recordBaseline}. */
export interface RecordBaselineOptions extends BaselineOptions, Pick<Options, 'date' | 'from' | 'to'> {
  /** Why it is stored. */
  readonly note?: string
  /** Stores nothing. */
  readonly dryRun?: boolean
}

/** The production score of a model, or a former one. */
export async function readBaseline(options: ReadBaselineOptions): Promise<BaselineRevision> {
  const world = libraryWorld(packageVersion(), options.world)
  const config = await configOf(options, world)
  return await read(options.model, config, options.revision ?? 'current', world)
}

/** Measures the production score of a model and stores it, the last step of a training. Look at the `status`. */
export async function recordBaseline(options: RecordBaselineOptions): Promise<BaselineChange> {
  const world = libraryWorld(packageVersion(), options.world)
  const config = await configOf(options, world)
  const { date = null, from = null, to = null, note = null, dryRun = false } = options
  const run = { ...RUN_DEFAULTS, ...askedDays({ date, from, to }, ''), note, dryRun }
  return await record(options.model, config, run, world)
}

async function report(depth: Depth, options: RetrainOptions): Promise<Report> {
  requireTimeout(options.wait?.timeout ?? null)
  const world = libraryWorld(packageVersion(), options.world)
  const config = await configOf(options, world)
  const { date = null, from = null, to = null } = options
  const days = askedDays({ date, from, to }, '')
  const names = options.models ?? Object.keys(config.models)
  const decided = await runModels(
    depth,
    names,
    config,
    { ...RUN_DEFAULTS, ...days, ...startOptions(options), requireRetrain: options.models !== undefined },
    world,
  )
  return reportOf(await awaited(decided, config, options, world))
}

/** With the trainings' ends, where they are waited for. What was not recorded is told before. */
async function awaited(
  outcomes: readonly Outcome[],
  config: Config,
  { wait }: Pick<RetrainOptions, 'wait'>,
  world: World,
): Promise<readonly Outcome[]> {
  for (const { line } of outcomes.flatMap(({ lost }) => lost)) world.log.warn(`not recorded: ${line}`)
  if (wait === undefined) return outcomes
  return await awaitTrainings(outcomes, config, { timeout: wait.timeout ?? null, onState() {} }, world)
}

function reportOf(outcomes: readonly Outcome[]): Report {
  return { schemaVersion: 1, evaluations: outcomes.map((outcome) => outcome.evaluation) }
}

async function configOf({ config }: Pick<Options, 'config'>, world: World): Promise<Config> {
  return typeof config === 'object' ? config : await load(config ?? null, world)
}

function startOptions({ dryRun = false, allowMismatch = false, forceBecause = '', record: isRecorded = true }: RetrainOptions) {
  return { dryRun, allowMismatch, forcedBecause: forceBecause.trim() || null, isRecorded }
}
