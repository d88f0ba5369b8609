import { runRetrain } from '../pipeline/retrain-command.js'
import type { ExitCode } from './exit-codes.js'
import { forcedBecause, RetrainFlags, requireWait } from './flags.js'
import type { Io } from './io.js'
import { printRun } from './report.js'
import { wantsAppendix } from './report-files.js'

/** Starts the training of the chosen models on purpose, and prints what became of it. */
export async function printRetrain(given: unknown, io: Io): Promise<ExitCode> {
  const flags = RetrainFlags.parse(given)
  requireWait(flags)
  const options = {
    dryRun: flags.dryRun,
    forcedBecause: forcedBecause(flags),
    isRecorded: flags.history,
    withAppendix: wantsAppendix(flags),
  }
  return await printRun(flags, (config) => runRetrain([...new Set(flags.model)], config, options, io), io)
}
