import { type Config, loadConfig } from '../config/load.js'
import { emptyEvaluation } from '../core/evaluation.js'
import { errorOf, type Outcome, withError } from '../pipeline/outcome.js'
import { type Depth, runModels } from '../pipeline/run.js'
import { reportError } from './errors.js'
import { codeOfError, codeOfRun, type ExitCode, firstCode } from './exit-codes.js'
import { chosenModels, forcedBecause, ReportFlags, requireChoice, requireWait, runOptions } from './flags.js'
import type { Io } from './io.js'
import { type OutputFlags, requireDistinctFiles, wantsAppendix, writeReports } from './report-files.js'
import { type Told, tellLost } from './report-lost.js'
import { reportInterruption, tellWhatGoesOn, waitForTrainings } from './report-wait.js'

/** Runs the pipeline to a depth, prints the report to stdout and what failed to stderr. */
export async function printReport(depth: Depth, given: unknown, io: Io): Promise<ExitCode> {
  const flags = ReportFlags.parse(given)
  requireChoice(flags)
  requireWait(flags)
  const forced = forcedBecause(flags)
  const { dryRun, allowMismatch, history: isRecorded } = flags
  const start = {
    dryRun,
    allowMismatch,
    forcedBecause: forced,
    requireRetrain: !flags.all,
    isRecorded,
    withAppendix: wantsAppendix(flags),
  }
  const run = async (config: Config) =>
    await runModels(depth, chosenModels(flags, config), config, { ...runOptions(flags), ...start }, io)
  return await printRun(flags, run, io)
}

interface RunFlags extends OutputFlags {
  readonly model?: readonly string[] | undefined
  readonly failOnDrift?: boolean
  readonly wait: boolean
  readonly timeout: number | null
}

/** Makes a run, waits for its trainings where that is asked for, prints the report to stdout and what failed to stderr. */
export async function printRun(flags: RunFlags, run: (config: Config) => Promise<readonly Outcome[]>, io: Io): Promise<ExitCode> {
  requireDistinctFiles(flags, io)
  const told: Told = new Set()
  const work = async (config: Config) => {
    const outcomes = await run(config)
    return flags.wait ? await waitForTrainings(outcomes, config, flags, told, io) : outcomes
  }
  return await printOutcomes(await withConfig(flags, work, io), flags, told, io)
}

/** Prints the report of a run, and on stderr what is not `told` yet of what failed. */
async function printOutcomes(outcomes: readonly Outcome[], flags: RunFlags, told: Told, io: Io): Promise<ExitCode> {
  const { failOnDrift = false, wait } = flags
  const evaluations = outcomes.map((outcome) => outcome.evaluation)
  const unwritten = await writeReports(outcomes, flags, io)
  // An interruption takes nothing away from what was decided and done.
  if (io.signal.aborted) {
    tellLost(outcomes, told, io)
    return reportInterruption(evaluations, io)
  }
  const failed = outcomes.filter(({ evaluation }) => evaluation.error !== null)
  // The same cause, a broken config, is told once.
  const causes = new Set(failed.map((outcome) => outcome.cause))
  for (const cause of causes) {
    if (told.has(cause)) continue
    told.add(cause)
    const concerned = failed.filter((outcome) => outcome.cause === cause).map(({ evaluation }) => evaluation.model)
    reportError(cause, io, outcomes.length > 1 ? `${concerned.join(', ')}: ` : '')
  }
  if (wait) tellWhatGoesOn(evaluations, io)
  tellLost(outcomes, told, io)
  const codes = outcomes.flatMap(({ lost }) => lost.map(({ problem }) => codeOfError(errorOf(problem).kind)))
  return firstCode([codeOfRun(evaluations, { failOnDrift, wait }), ...codes, ...unwritten])
}

/** An unreadable config fails every model that was asked for, so that JSON readers get their entries. */
async function withConfig(
  flags: Pick<RunFlags, 'config' | 'model'>,
  work: (config: Config) => Promise<readonly Outcome[]>,
  io: Io,
): Promise<readonly Outcome[]> {
  try {
    return await work(await loadConfig(flags.config, io))
  } catch (cause) {
    if (io.signal.aborted) throw cause
    const names = flags.model ?? [null]
    return names.map((name) => ({ evaluation: withError(emptyEvaluation(name, io.now()), cause), cause, lost: [] }))
  }
}
