import type { Config } from '../config/load.js'
import { runRetrain } from '../pipeline/retrain-command.js'
import type { ExitCode } from './exit-codes.js'
import { forcedBecause, RetrainFlags, requireWait } from './flags.js'
import type { Io } from './io.js'
import { printOutcomes, withConfig } from './report.js'
import type { Told } from './report-lost.js'
import { waitForTrainings } from './report-wait.js'

/** Starts the training of the chosen models on purpose, and prints what became of it. */
export async function printRetrain(given: unknown, io: Io): Promise<ExitCode> {
  const flags = RetrainFlags.parse(given)
  requireWait(flags)
  const options = { dryRun: flags.dryRun, forcedBecause: forcedBecause(flags), isRecorded: flags.history }
  const names = [...new Set(flags.model)]
  const told: Told = new Set()
  const work = async (config: Config) => {
    const outcomes = await runRetrain(names, config, options, io)
    return flags.wait ? await waitForTrainings(outcomes, config, flags, told, io) : outcomes
  }
  return await printOutcomes(await withConfig(flags, work, io), flags, told, io)
}
