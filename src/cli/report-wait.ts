import type { Config } from '../config/load.js'
import { interrupted } from '../core/errors.js'
import type { Evaluation } from '../core/evaluation.js'
import { isAwaited } from '../core/retraining.js'
import { shellWord } from '../core/shell-word.js'
import { awaitTrainings } from '../pipeline/await-trainings.js'
import type { Outcome } from '../pipeline/outcome.js'
import { printable } from '../reporters/numbers.js'
import { reportError } from './errors.js'
import type { ExitCode } from './exit-codes.js'
import type { Io } from './io.js'
import { type Told, tellLost } from './report-lost.js'
import { trainingDisplay } from './training-display.js'
import { isUnderWay } from './training-text.js'

/**
 * Waits for the trainings of a run and shows how they go on. Records that no store took are printed before that, as a
 * kill during the wait leaves no time for it. An interruption ends it, with what was seen until then.
 */
export async function waitForTrainings(
  outcomes: readonly Outcome[],
  config: Config,
  { timeout }: { readonly timeout: number | null },
  told: Told,
  io: Io,
): Promise<readonly Outcome[]> {
  if (io.signal.aborted) return outcomes
  tellLost(outcomes, told, io)
  const display = trainingDisplay(io)
  try {
    const onState: Parameters<typeof awaitTrainings>[2]['onState'] = ({ model, arn }, seen) =>
      display.show({ label: model, arn }, seen)
    return await awaitTrainings(outcomes, config, { timeout, onState }, io)
  } finally {
    display.stop()
  }
}

/** Tells that the run was interrupted, and how to wait for what goes on. */
export function reportInterruption(evaluations: readonly Evaluation[], io: Io): ExitCode {
  const code = reportError(interrupted(), io)
  tellWhatGoesOn(evaluations, io)
  return code
}

/** Names the trainings that are not over when the waiting has ended by itself, and how to wait for them again. */
export function tellWhatGoesOn(evaluations: readonly Evaluation[], io: Io): void {
  for (const { model, retrain, error } of evaluations) {
    if (retrain === null || retrain.executionArn === null || !isAwaited(retrain)) continue
    if (!isUnderWay(retrain.execution?.status ?? null)) continue
    const isTimeUp = error === null && !io.signal.aborted
    tellThatItGoesOn({ arn: retrain.executionArn, model, isTimeUp }, io)
  }
}

/** Says of a training that it goes on without us. */
export function tellThatItGoesOn(
  { arn, model, isTimeUp }: { readonly arn: string; readonly model: string | null; readonly isTimeUp: boolean },
  { tell }: Pick<Io, 'tell'>,
): void {
  const list = `ctrain executions --model ${model === null ? 'NAME' : shellWord(printable(model))}`
  const subject = model === null ? '' : `${printable(model)}: `
  const message = `${subject}${isTimeUp ? 'the time is up, ' : ''}the training goes on: ${printable(arn)}`
  const hint = `ctrain wait ${printable(arn)} waits for it again; ${list} lists the trainings`
  tell({ level: isTimeUp ? 'error' : 'info', message, hint })
}
