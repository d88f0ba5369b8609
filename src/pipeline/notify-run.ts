import type { Config } from '../config/load.js'
import type { Evaluation } from '../core/evaluation.js'
import type { NotifiedEvent } from '../core/notification.js'
import { eventsOf, notificationOf } from '../core/notification-events.js'
import { oneLine } from '../core/one-line.js'
import type { World } from '../core/ports.js'
import { type Delivered, deliverAll } from './deliver.js'
import { notifyEntries } from './notify-targets.js'

interface Told {
  readonly name: string
  readonly config: Config
}

/** Tells of what happened in a run. A message that does not arrive is a warning, and changes nothing else. */
export async function notifyRun(evaluation: Evaluation, run: Told, world: World): Promise<void> {
  await notifyOf(eventsOf(evaluation), evaluation, run, world)
}

/** Tells of these events, gravest first, e.g. of the one that waiting for the training has brought. */
export async function notifyOf(
  events: readonly NotifiedEvent[],
  evaluation: Evaluation,
  { name, config }: Told,
  world: World,
): Promise<void> {
  const letters = notifyEntries(name, config).flatMap((placed) => {
    const wanted = events.filter((event) => placed.entry.on.includes(event))
    const notification = notificationOf(wanted, evaluation, world.now())
    return notification === null ? [] : [{ ...placed, notification }]
  })
  if (letters.length === 0 || world.signal.aborted) return
  for (const delivered of await deliverAll(letters, config, world)) report(delivered, world)
}

function report({ target, place, notification, error }: Delivered, world: World): void {
  if (error === null) {
    world.log.info(`${target} was told: ${notification.events.join(', ')}`)
    return
  }
  const hint = error.hint === null ? '' : ` (${error.hint})`
  world.log.warn(`notification to ${target} (${place}) failed: ${oneLine(`${error.message}${hint}`, 1000)}`)
}
