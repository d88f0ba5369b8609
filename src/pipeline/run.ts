import { type Config, findModel } from '../config/load.js'
import { NO_APPENDIX } from '../core/appendix.js'
import { isKnownError } from '../core/errors.js'
import { emptyEvaluation } from '../core/evaluation.js'
import type { World } from '../core/ports.js'
import { type ConcludeOptions, concludeEach } from './conclude.js'
import { loadCustomMetrics } from './custom-metrics.js'
import { type CompareOptions, evaluateModel } from './evaluate.js'
import { type Outcome, withError } from './outcome.js'
import { missing } from './production.js'
import type { RunOptions } from './pull.js'
import { type Judged, scoreAlone } from './score.js'
import { retrainOnDrift, type StartOptions, withRetrained } from './trigger/retrain.js'

/** How far the pipeline goes: each depth contains the one before. */
export type Depth = 'score' | 'evaluate' | 'retrain'

type DepthOptions = RunOptions & CompareOptions & StartOptions & ConcludeOptions

/** Runs every model, whatever becomes of the others. Only an interruption ends it early, with what was decided until then. */
export async function runModels(
  depth: Depth,
  names: readonly string[],
  config: Config,
  options: DepthOptions,
  world: World,
): Promise<Outcome[]> {
  const command = options.dryRun ? null : COMMANDS[depth]
  const judge = (name: string, own: World) => judgeModel(depth, name, config, options, own)
  return await concludeEach(names, judge, { ...options, config, command }, world)
}

/** Which runs are concluded, and as what. */
const COMMANDS = { score: null, evaluate: 'evaluate', retrain: 'retrain-if-drifted' } as const

async function judgeModel(depth: Depth, name: string, config: Config, options: DepthOptions, world: World): Promise<Outcome> {
  let judged: Judged = { evaluation: emptyEvaluation(name, world.now()), charts: null }
  const outcomeOf = (outcome: Outcome): Outcome =>
    options.withAppendix === true ? { ...outcome, appendix: { ...NO_APPENDIX, charts: judged.charts } } : outcome
  let close = async () => {}
  try {
    const loaded = await loadCustomMetrics(name, findModel(config, name), config, world)
    const { model } = loaded
    close = loaded.close
    if (depth === 'retrain' && options.requireRetrain && model.retrain === undefined) throw missing(name, 'retrain', config)
    judged = await (depth === 'score' ? scoreAlone : evaluateModel)(name, model, config, options, world)
    const { evaluation } = judged
    world.signal.throwIfAborted()
    if (depth !== 'retrain') return outcomeOf({ evaluation, cause: null, lost: [] })
    const retrained = await retrainOnDrift(evaluation, { name, model, config }, options, world)
    return outcomeOf(withRetrained(evaluation, retrained))
  } catch (cause) {
    if (world.signal.aborted || (isKnownError(cause) && cause.kind === 'interrupted')) throw cause
    return outcomeOf({ evaluation: withError(judged.evaluation, cause), cause, lost: [] })
  } finally {
    await close()
  }
}
