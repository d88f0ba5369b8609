import type { Config } from '../config/load.js'
import { knownError } from '../core/errors.js'
import type { EvaluationError } from '../core/evaluation.js'
import type { Notification } from '../core/notification.js'
import type { World } from '../core/ports.js'
import { openNotifier } from '../notifiers/index.js'
import { awsSettings } from './aws-settings.js'
import type { PlacedEntry } from './notify-targets.js'
import { errorOf } from './outcome.js'

export interface Letter extends PlacedEntry {
  readonly notification: Notification
}

export interface Delivered extends Letter {
  /** The target for people, without secrets. */
  readonly target: string
  /** Null = it arrived. */
  readonly error: EvaluationError | null
}

/** Sends all at once, whatever becomes of each, and within a minute. An interruption ends the sending. */
export async function deliverAll(letters: readonly Letter[], config: Config, world: World): Promise<readonly Delivered[]> {
  const deadline = new AbortController()
  const late = knownError('network', `it did not arrive within ${MOST_MS / 1000} s`, {
    hint: 'check the receiver and the network',
  })
  const timer = setTimeout(() => deadline.abort(late), MOST_MS)
  const bounded = { ...world, signal: AbortSignal.any([world.signal, deadline.signal]) }
  try {
    return await Promise.all(letters.map((letter) => deliver(letter, config, bounded)))
  } finally {
    clearTimeout(timer)
  }
}

const MOST_MS = 60_000

async function deliver(letter: Letter, config: Config, world: World): Promise<Delivered> {
  const { target } = letter.entry
  try {
    const notifier = await openNotifier(target, awsSettings(config), world)
    const delivered = { ...letter, target: notifier.target }
    try {
      await notifier.send(letter.notification)
      return { ...delivered, error: null }
    } catch (error) {
      return { ...delivered, error: errorOf(error) }
    } finally {
      await notifier.close()
    }
  } catch (error) {
    return { ...letter, target: target.kind, error: errorOf(error) }
  }
}
