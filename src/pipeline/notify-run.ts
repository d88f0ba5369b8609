import type { Config } from '../config/load.js'
import type { Evaluation } from '../core/evaluation.js'
import type { NotifiedEvent } from '../core/notification.js'
import { eventsOf, notificationOf } from '../core/notification-events.js'
import { oneLine } from '../core/one-line.js'
import type { World } from '../core/ports.js'
import { type Delivered, deliverAll, type Letter } from './deliver.js'
import { notifyEntries } from './notify-targets.js'

interface Told {
  readonly name: string
  readonly config: Config
}

interface Run {
  readonly name: string
  readonly evaluation: Evaluation
}

/**
 * Tells of what happened in runs, all at once. A message that does not arrive is a warning, and changes nothing else;
 * an interruption ends the sending only.
 */
export async function notifyRuns(runs: readonly Run[], config: Config, world: World): Promise<void> {
  const letters = runs.flatMap(({ name, evaluation }) => {
    return lettersOf(eventsOf(evaluation), evaluation, { name, config }, world)
  })
  await sendAll(letters, config, world)
}

/** Tells of these events, gravest first, e.g. of the one that waiting for the training has brought. */
export async function notifyOf(events: readonly NotifiedEvent[], evaluation: Evaluation, run: Told, world: World): Promise<void> {
  await sendAll(lettersOf(events, evaluation, run, world), run.config, world)
}

/** A message for each target that wants to know. */
function lettersOf(
  events: readonly NotifiedEvent[],
  evaluation: Evaluation,
  { name, config }: Told,
  world: World,
): readonly Letter[] {
  return notifyEntries(name, config).flatMap((placed) => {
    const wanted = events.filter((event) => placed.entry.on.includes(event))
    const notification = notificationOf(wanted, evaluation, world.now())
    return notification === null ? [] : [{ ...placed, notification }]
  })
}

async function sendAll(letters: readonly Letter[], config: Config, world: World): Promise<void> {
  if (letters.length === 0) return
  const delivered = world.signal.aborted ? [] : await deliverAll(letters, config, world)
  const arrived = delivered.filter(({ error }) => error === null)
  for (const each of world.signal.aborted ? arrived : delivered) report(each, world)
  const missing = letters.length - arrived.length
  if (world.signal.aborted && missing > 0) {
    world.log.warn(`interrupted: ${missing} of ${letters.length} notifications did not arrive, as far as is known`)
  }
}

function report({ target, place, notification, error }: Delivered, world: World): void {
  if (error === null) {
    world.log.info(`${target} was told: ${notification.events.join(', ')}`)
    return
  }
  const hint = error.hint === null ? '' : ` (${error.hint})`
  world.log.warn(`notification to ${target} (${place}) failed: ${oneLine(`${error.message}${hint}`, 1000)}`)
}
