import { type Config, findModel } from '../config/load.js'
import { isKnownError } from '../core/errors.js'
import { emptyEvaluation } from '../core/evaluation.js'
import type { World } from '../core/ports.js'
import { type ConcludeOptions, concludeEach } from './conclude.js'
import { loadCustomMetrics } from './custom-metrics.js'
import { type CompareOptions, evaluateModel } from './evaluate.js'
import { type Outcome, withError } from './outcome.js'
import { missing } from './production.js'
import type { RunOptions } from './pull.js'
import { scoreAlone } from './score.js'
import { retrainOnDrift, type StartOptions, withRetrained } from './trigger/retrain.js'

/** How far the pipeline goes: each depth contains the one before. */
export type Depth = 'score' | 'evaluate' | 'retrain'

/** Runs every model, whatever becomes of the others. Only an interruption ends it early, with what was decided until then. */
export async function runModels(
  depth: Depth,
  names: readonly string[],
  config: Config,
  options: RunOptions & CompareOptions & StartOptions & ConcludeOptions,
  world: World,
): Promise<Outcome[]> {
  const command = options.dryRun ? null : COMMANDS[depth]
  const judge = (name: string, own: World) => judgeModel(depth, name, config, options, own)
  return await concludeEach(names, judge, { config, command, isRecorded: options.isRecorded }, world)
}

/** Which runs are concluded, and as what. */
const COMMANDS = { score: null, evaluate: 'evaluate', retrain: 'retrain-if-drifted' } as const

async function judgeModel(
  depth: Depth,
  name: string,
  config: Config,
  options: RunOptions & CompareOptions & StartOptions & ConcludeOptions,
  world: World,
): Promise<Outcome> {
  let evaluation = emptyEvaluation(name, world.now())
  let close = async () => {}
  try {
    const loaded = await loadCustomMetrics(name, findModel(config, name), config, world)
    const { model } = loaded
    close = loaded.close
    if (depth === 'retrain' && options.requireRetrain && model.retrain === undefined) throw missing(name, 'retrain', config)
    evaluation =
      depth === 'score'
        ? await scoreAlone(name, model, config, options, world)
        : await evaluateModel(name, model, config, options, world)
    world.signal.throwIfAborted()
    if (depth !== 'retrain') return { evaluation, cause: null, lost: [] }
    const retrained = await retrainOnDrift(evaluation, { name, model, config }, options, world)
    return withRetrained(evaluation, retrained)
  } catch (cause) {
    if (world.signal.aborted || (isKnownError(cause) && cause.kind === 'interrupted')) throw cause
    return { evaluation: withError(evaluation, cause), cause, lost: [] }
  } finally {
    await close()
  }
}
