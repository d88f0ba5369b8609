import { knownError } from '../../core/errors.js'
import type { World } from '../../core/ports.js'
import { type Refusal, refusalOf, runningBeside } from '../../core/start-guards.js'
import { dayRange } from '../../core/time-zone.js'
import { newestDay } from '../freshness.js'
import { zoneOf } from '../window.js'
import type { Listed, Run } from './look.js'
import { pastStarts } from './past-starts.js'
import { policyOf, type Trigger } from './trigger.js'

const DAY = 86_400_000

/** Why an attempt that has not started does not start now; null = it may. With `--force`, only a running training stops it. */
export async function guardStart(run: Run, listed: Listed): Promise<Refusal | null> {
  const { trigger, records, world, seen } = run
  const beside = listed.running === 'denied' ? null : runningBeside(listed.running, trigger.name)
  if (beside !== null) {
    const reason = `${beside.name} of this state machine runs since ${beside.startDate.toISOString()}; nothing starts beside it`
    return { status: 'training_running', reason }
  }
  if (trigger.forcedBecause !== null) return null
  const stale = tooOld(trigger, world)
  if (stale !== null) return stale
  const recorded = await records.starts()
  if (listed.recent === 'denied' && !records.areComplete() && trigger.retrain.max_starts !== undefined) throw uncounted(trigger)
  const executions = listed.recent === 'denied' ? seen : [...listed.recent, ...seen]
  return refusalOf(policyOf(trigger), pastStarts(trigger.name, recorded, executions), world.now().getTime())
}

/** The data may have any age where no day is known, or nothing was evaluated. */
export function tooOld({ evaluation, retrain, model, config }: Trigger, world: World): Refusal | null {
  const day = newestDay(evaluation.dataset)
  if (retrain.max_age === undefined || day === null) return null
  const age = (world.now().getTime() - dayRange(day, zoneOf(model, config)).to) / DAY
  const limit = retrain.max_age / DAY
  if (age <= limit) return null
  const reason = `the newest day of the data, ${day}, ended ${age.toFixed(1)} days ago; max_age is ${limit} days`
  return { status: 'data_too_old', reason }
}

function uncounted({ name, retrain }: Trigger): Error {
  const message = `max_starts of ${name} can't be checked: there are no records of its starts, and states:ListExecutions on ${retrain.state_machine} is denied`
  return knownError('permission', message, {
    hint: 'set history, allow states:ListExecutions, or start with --force and a --reason',
  })
}
