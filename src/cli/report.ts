import { type Config, loadConfig } from '../config/load.js'
import { type Evaluation, emptyEvaluation } from '../core/evaluation.js'
import { unredactable } from '../core/record-text.js'
import { type LostRecord, type Outcome, withError } from '../pipeline/outcome.js'
import { type Depth, runModels } from '../pipeline/run.js'
import { type Format, REPORTERS } from '../reporters/index.js'
import { reportError } from './errors.js'
import { codeOfRun, type ExitCode, firstCode } from './exit-codes.js'
import { chosenModels, forcedBecause, ReportFlags, requireChoice, requireWait, runOptions } from './flags.js'
import type { Io } from './io.js'
import { reportInterruptedWait, tellWhatGoesOn, waitForTrainings } from './report-wait.js'

/** Runs the pipeline to a depth, prints the report to stdout and what failed to stderr. */
export async function printReport(depth: Depth, given: unknown, io: Io): Promise<ExitCode> {
  const flags = ReportFlags.parse(given)
  requireChoice(flags)
  requireWait(flags)
  const forced = forcedBecause(flags)
  const { dryRun, allowMismatch, history: isRecorded } = flags
  const start = { dryRun, allowMismatch, forcedBecause: forced, requireRetrain: !flags.all, isRecorded }
  const work = async (config: Config) => {
    const outcomes = await runModels(depth, chosenModels(flags, config), config, { ...runOptions(flags), ...start }, io)
    return flags.wait ? await waitForTrainings(outcomes, config, flags, io) : outcomes
  }
  return await printOutcomes(await withConfig(flags, work, io), flags, io)
}

/** Prints the report of a run. */
export async function printOutcomes(
  outcomes: readonly Outcome[],
  flags: { readonly format: Format; readonly failOnDrift?: boolean; readonly wait?: boolean },
  io: Io,
): Promise<ExitCode> {
  const { failOnDrift = false, wait = false } = flags
  // An interruption of the waiting takes nothing away from what was decided and done.
  if (!wait) io.signal.throwIfAborted()
  const evaluations = outcomes.map((outcome) => outcome.evaluation)
  if (flags.format !== 'table' || evaluations.some(isWorthPrinting) || evaluations.length > 1) {
    const reporter = await REPORTERS[flags.format]()
    io.stdout.write(reporter({ schemaVersion: 1, evaluations }, { color: io.stdout.isColored }))
  }
  const lost = outcomes.flatMap((outcome) => outcome.lost)
  if (io.signal.aborted) {
    for (const { line } of lost) io.stderr.write(`${unredactable(line)}\n`)
    return reportInterruptedWait(evaluations, io)
  }
  const failed = outcomes.filter(({ evaluation }) => evaluation.error !== null)
  // The same cause, a broken config, is told once.
  const causes = new Set(failed.map((outcome) => outcome.cause))
  for (const cause of causes) {
    const concerned = failed.filter((outcome) => outcome.cause === cause).map(({ evaluation }) => evaluation.model)
    reportError(cause, io, outcomes.length > 1 ? `${concerned.join(', ')}: ` : '')
  }
  if (wait) tellWhatGoesOn(evaluations, io)
  const codes = lost.map((record) => tellLost(record, causes, io))
  return firstCode([codeOfRun(evaluations, { failOnDrift, wait }), ...codes])
}

/** Prints a record that its store did not take, and why, unless that is told already. */
function tellLost({ line, problem }: LostRecord, told: ReadonlySet<unknown>, io: Io): ExitCode {
  const code = told.has(problem) ? 0 : reportError(problem, io)
  io.stderr.write(`${unredactable(line)}\n`)
  return code
}

/** An unreadable config fails every model that was asked for, so that JSON readers get their entries. */
export async function withConfig(
  flags: { readonly config: string | null; readonly model?: readonly string[] | undefined },
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

function isWorthPrinting(evaluation: Evaluation): boolean {
  return evaluation.error === null || evaluation.metric !== null || evaluation.retrain !== null
}
