import { z } from 'zod'
import { findModel, loadConfig } from '../config/load.js'
import { knownError } from '../core/errors.js'
import type { Delivered } from '../pipeline/deliver.js'
import { testNotifications } from '../pipeline/notify-test.js'
import { printable } from '../reporters/numbers.js'
import type { ExitCode } from './exit-codes.js'
import { ChoiceFlags, chosenModels, requireChoice } from './flags.js'
import type { Io } from './io.js'
import { printJson, withFailedJson } from './json-output.js'

/** Sends a test message to every target of the chosen models and prints which arrived. */
export async function printNotifyTest(given: unknown, io: Io): Promise<ExitCode> {
  const flags = NotifyFlags.parse(given)
  return await withFailedJson(flags.format, { notifications: [] }, () => sendTests(flags, io), io)
}

async function sendTests(flags: z.output<typeof NotifyFlags>, io: Io): Promise<ExitCode> {
  if (!flags.test) {
    throw knownError('usage', 'ctrain notify sends nothing but test messages', {
      hint: 'add --test; evaluate, retrain-if-drifted and retrain tell of what they find by themselves, as notify: in the config says',
    })
  }
  requireChoice(flags)
  const config = await loadConfig(flags.config, io)
  const names = chosenModels(flags, config)
  for (const name of names) findModel(config, name)
  const delivered = await testNotifications(names, config, io)
  if (delivered.length === 0) {
    throw knownError('config', `no target is configured for ${names.map(printable).join(', ')}`, {
      hint: 'add notify: to the model or to defaults, e.g. notify: [{ sns: ARN, on: [drifted] }]',
    })
  }
  if (flags.format === 'json') printJson({ notifications: delivered.map(entryOf), error: null }, io)
  else io.stdout.write(delivered.map((each) => `${lineOf(each)}\n`).join(''))
  return delivered.every(({ error }) => error === null) ? 0 : 3
}

const NotifyFlags = ChoiceFlags.extend({
  test: z.boolean().default(false),
  format: z.enum(['table', 'json']),
})

function entryOf({ notification, entry, target, place, error }: Delivered) {
  return { model: notification.model, on: entry.on, target, place, error }
}

function lineOf({ notification, target, place, error }: Delivered): string {
  const told = `${printable(notification.model)}  ${target} (${place})`
  if (error === null) return `ok     ${told}`
  const hint = error.hint === null ? '' : ` (${error.hint})`
  return `error  ${told}: ${printable(`${error.message}${hint}`)}`
}
