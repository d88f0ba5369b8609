import { z } from 'zod'
import { type Config, findModel, loadConfig } from '../config/load.js'
import type { World } from '../core/ports.js'
import type { RunPlan } from '../core/run-plan.js'
import { loadCustomMetrics } from '../pipeline/custom-metrics.js'
import { type Explained, explainModel } from '../pipeline/explain/index.js'
import type { RunOptions } from '../pipeline/pull.js'
import { runPlanText } from '../reporters/run-plan/index.js'
import { eachModel, subjectOf } from './each-model.js'
import { reportError } from './errors.js'
import { codeOfError, type ExitCode, firstCode } from './exit-codes.js'
import { chosenModels, ModelFlags, requireChoice, runOptions } from './flags.js'
import type { Io } from './io.js'
import { printJson } from './json-output.js'

const Flags = ModelFlags.extend({ sql: z.boolean().default(false) })

/** Prints what runs of the chosen models would do. What could not be looked at is told, too, and decides the exit code. */
export async function printExplanation(given: unknown, io: Io): Promise<ExitCode> {
  const flags = Flags.parse(given)
  requireChoice(flags)
  const options = runOptions(flags)
  const config = await loadConfig(flags.config, io)
  const names = chosenModels(flags, config)
  const explain = async (name: string) => {
    const { plan, causes } = await explainOne(name, config, options, { ...io, progress: io.progress.of(name) })
    for (const cause of causes) reportError(cause, io, subjectOf(name, names))
    return plan
  }
  const plans = await eachModel(names, io, explain, (model, error): RunPlan => ({ ...NO_PLAN, model, error }))
  if (flags.format === 'json') printJson({ explanations: plans }, io)
  else io.stdout.write(textOf(plans, flags.sql, io))
  const errors = plans.flatMap(({ unseen, error }) => [...unseen.map((each) => each.error), ...(error === null ? [] : [error])])
  return firstCode(errors.map(({ kind }) => codeOfError(kind)))
}

async function explainOne(name: string, config: Config, options: RunOptions, world: World): Promise<Explained> {
  const { model, close } = await loadCustomMetrics(name, findModel(config, name), config, world)
  return await explainModel(name, model, config, options, world).finally(close)
}

function textOf(plans: readonly RunPlan[], hasSql: boolean, { stdout }: Io): string {
  const style = { color: stdout.isColored, isAscii: stdout.isAscii, width: stdout.columns, hasSql }
  const whole = plans.filter(({ error }) => error === null)
  return whole.map((plan) => runPlanText(plan, style)).join('\n')
}

const NO_PLAN: Omit<RunPlan, 'model' | 'error'> = {
  data: null,
  columns: [],
  metric: null,
  also: [],
  slices: [],
  foundSlices: [],
  queries: [],
  production: null,
  drift: null,
  retrain: null,
  history: null,
  notify: [],
  policy: null,
  unseen: [],
}
