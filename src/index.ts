import { libraryWorld } from './cli/io.js'
import { packageVersion } from './cli/version.js'
import { type Config, loadConfig as load } from './config/load.js'
import type { Report } from './core/evaluation.js'
import type { World } from './core/ports.js'
import { askedDays } from './pipeline/asked-days.js'
import { RUN_DEFAULTS } from './pipeline/pull.js'
import { type Depth, runModels } from './pipeline/run.js'

export type { Config } from './config/load.js'
export type { ErrorKind, KnownError } from './core/errors.js'
export { isKnownError } from './core/errors.js'
export type * from './core/evaluation.js'
export type { Direction, Metric, Params } from './core/metric.js'
export type { Log, World } from './core/ports.js'
export type { PhaseResult, Progress, RunningPhase } from './core/progress.js'

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
  /** Environment, clock, signal and log, where the process's own will not do. */
  readonly world?: Partial<World>
}

export interface EvaluateOptions extends Options {
  /** Compares with a production score of another metric, of other parameters, slices or weights, too. */
  readonly allowMismatch?: boolean
}

export interface RetrainOptions extends EvaluateOptions {
  /** Fills in the request of the report and sends nothing. */
  readonly dryRun?: boolean
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

async function report(depth: Depth, options: RetrainOptions): Promise<Report> {
  const world = libraryWorld(packageVersion(), options.world)
  const config = typeof options.config === 'object' ? options.config : await load(options.config ?? null, world)
  const { date = null, from = null, to = null, dryRun = false, allowMismatch = false, record: isRecorded = true } = options
  const days = askedDays({ date, from, to }, '')
  const names = options.models ?? Object.keys(config.models)
  const outcomes = await runModels(
    depth,
    names,
    config,
    { ...RUN_DEFAULTS, ...days, dryRun, allowMismatch, requireRetrain: options.models !== undefined, isRecorded },
    world,
  )
  for (const { line } of outcomes.flatMap(({ lost }) => lost)) world.log.warn(`not recorded: ${line}`)
  return { schemaVersion: 1, evaluations: outcomes.map((outcome) => outcome.evaluation) }
}
