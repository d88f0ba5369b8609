import { isKnownError } from '../../core/errors.js'
import type { World } from '../../core/ports.js'
import { inspectTarget } from '../../notifiers/inspect.js'
import type { NotifyTarget } from '../../notifiers/targets.js'
import { awsSettings } from '../aws-settings.js'
import { notifyEntries } from '../notify-targets.js'
import { type Check, type Finding, ok, type Subject } from './check.js'
import { findingOf } from './look.js'

/** Those whom a model tells are there. Nothing is sent. */
export const notifyCheck: Check = {
  name: 'notify',
  targets: (subject) =>
    notifyEntries(subject.name, subject.config).map(({ entry: { target } }) => ({
      target: nameOf(target),
      look: (world) => lookAt(target, subject, world),
    })),
}

/** Addresses of webhooks often hold a token. */
function nameOf(target: NotifyTarget): string {
  if (target.kind === 'webhook') return `webhook ${new URL(target.url).host}`
  return target.kind === 'sns' ? target.topic : `event bus ${target.bus}`
}

async function lookAt(target: NotifyTarget, { config }: Subject, world: World): Promise<Finding> {
  try {
    await inspectTarget(target, awsSettings(config), world)
    return ok(target.kind === 'webhook' ? 'can be reached' : 'is there')
  } catch (error) {
    if (!isKnownError(error) || error.refused === null) throw error
    return { ...findingOf(error), status: 'warn', message: `can't be looked at, which sending does not need: ${error.message}` }
  }
}
