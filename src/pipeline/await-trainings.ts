import { executionArn } from '../actions/arn.js'
import type { Config } from '../config/load.js'
import { isKnownError } from '../core/errors.js'
import { eventsOf } from '../core/notification-events.js'
import type { World } from '../core/ports.js'
import { executionFacts, isAwaited, type RetrainResult, type SeenExecution } from '../core/retraining.js'
import { notifyOf } from './notify-run.js'
import { type Outcome, withError } from './outcome.js'
import { rest, startTimeLimit } from './time-limit.js'
import { openTrainer } from './trainer.js'
import { paceOf, type WaitOptions, waitForExecution } from './wait.js'

/** A training that is waited for. */
export interface AwaitedTraining {
  readonly model: string
  readonly arn: string
}

export interface AwaitOptions {
  /** Milliseconds; null = as long as it takes. */
  readonly timeout: number | null
  /** Called at first, and after every look at a training, with what was last seen of it; null = nothing yet. */
  readonly onState: (training: AwaitedTraining, seen: SeenExecution | null) => void
}

/**
 * Waits for the trainings of a run, all at once, and puts what became of them into its outcomes. What is not over when
 * the time is up stays `RUNNING`; an interruption ends the waiting in the same way, and no training.
 */
export async function awaitTrainings(
  outcomes: readonly Outcome[],
  config: Config,
  { timeout, onState }: AwaitOptions,
  world: World,
): Promise<readonly Outcome[]> {
  const count = outcomes.filter((outcome) => awaitedOf(outcome, config) !== null).length
  const pace = paceOf(count)
  let turns = 0
  const limit = startTimeLimit(timeout)
  const onTrouble = warnOnce(world)
  const waiting = outcomes.map(async (outcome) => {
    const training = awaitedOf(outcome, config)
    if (training === null) return outcome
    await rest((turns++ * pace.first) / count, [world.signal])
    let last: SeenExecution | null = null
    const onSeen = (seen: SeenExecution | null) => {
      last = seen
      onState(training, seen)
    }
    onSeen(null)
    try {
      const ended = withExecution(outcome, await waitFor(training, config, { limit, pace, onState: onSeen, onTrouble }, world))
      await tellFailure(outcome, ended, { name: training.model, config }, world)
      return ended
    } catch (cause) {
      const seen = withExecution(outcome, last)
      return world.signal.aborted ? seen : failed(seen, cause, world)
    }
  })
  return await Promise.all(waiting).finally(limit.clear)
}

function awaitedOf({ evaluation: { model, retrain } }: Outcome, config: Config): AwaitedTraining | null {
  if (model === null || retrain === null || !isAwaited(retrain)) return null
  const arn = arnOf(retrain, config.models[model]?.retrain?.state_machine)
  return arn === null ? null : { model, arn }
}

/** Of one whose state could not be read, the name is known. */
function arnOf({ executionArn: arn, executionName: name }: RetrainResult, machine: string | undefined): string | null {
  return arn ?? (name === null || machine === undefined ? null : executionArn(machine, name))
}

async function waitFor(
  { model, arn }: AwaitedTraining,
  config: Config,
  options: WaitOptions,
  world: World,
): Promise<SeenExecution> {
  const access = config.models[model]?.retrain ?? { state_machine: arn }
  world.signal.throwIfAborted()
  const signal = AbortSignal.any([world.signal, options.limit.callsEnd])
  const trainer = await openTrainer(access, { ...world, signal })
  try {
    return await waitForExecution(trainer, arn, options, world)
  } finally {
    await trainer.close()
  }
}

function withExecution(outcome: Outcome, seen: SeenExecution | null): Outcome {
  const { evaluation } = outcome
  const { retrain } = evaluation
  if (retrain === null || seen === null) return outcome
  const known = { ...retrain, executionArn: seen.arn, execution: executionFacts(seen) }
  return { ...outcome, evaluation: { ...evaluation, retrain: known } }
}

/** People were told of the run before the waiting, so only of what it has brought. */
async function tellFailure(before: Outcome, after: Outcome, run: Parameters<typeof notifyOf>[2], world: World): Promise<void> {
  const told = eventsOf(before.evaluation)
  const news = eventsOf(after.evaluation).filter((event) => !told.includes(event))
  await notifyOf(news, after.evaluation, run, world)
}

/** A run that has failed before keeps that failure; what failed now is not lost. */
function failed(outcome: Outcome, cause: unknown, world: World): Outcome {
  const { evaluation } = outcome
  if (evaluation.error === null) return { ...outcome, evaluation: withError(evaluation, cause), cause }
  if (!isKnownError(cause)) throw cause
  world.log.warn(cause.message)
  return outcome
}

/** What may pass is told once, however many trainings it concerns. */
function warnOnce({ log }: World): WaitOptions['onTrouble'] {
  let isTold = false
  return ({ message }) => {
    if (!isTold) log.warn(`${message}; ctrain goes on trying`)
    isTold = true
  }
}
