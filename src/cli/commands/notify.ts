import { addChoiceOptions, formatOption } from '../options.js'
import type { CommandSpec } from './spec.js'

export const notify: CommandSpec = {
  name: 'notify',
  summary: 'try whether notifications arrive',
  examples: ['ctrain notify --test --model churn', 'ctrain notify --test --all --format json'],
  configure: (command) =>
    addChoiceOptions(command.option('--test', 'send a message that is marked as a test to every target')).addOption(
      formatOption(['table', 'json']),
    ),
  run: async (flags, io) => (await import('../notify.js')).printNotifyTest(flags, io),
}
