import { runRetrain } from '../pipeline/retrain-command.js'
import type { ExitCode } from './exit-codes.js'
import { forcedBecause, RetrainFlags } from './flags.js'
import type { Io } from './io.js'
import { printOutcomes, withConfig } from './report.js'

/** Starts the training of the chosen models on purpose, and prints what became of it. */
export async function printRetrain(given: unknown, io: Io): Promise<ExitCode> {
  const flags = RetrainFlags.parse(given)
  const options = { dryRun: flags.dryRun, forcedBecause: forcedBecause(flags), isRecorded: flags.history }
  const names = [...new Set(flags.model)]
  const outcomes = await withConfig(flags, (config) => runRetrain(names, config, options, io), io)
  return await printOutcomes(outcomes, flags, io)
}
