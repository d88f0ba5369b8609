import { Option } from 'commander'
import { addConfigOption } from '../options.js'
import type { CommandSpec } from './spec.js'

export const notify: CommandSpec = {
  name: 'notify',
  summary: 'try whether notifications arrive',
  examples: ['ctrain notify --test --model churn', 'ctrain notify --test --all --format json'],
  configure: (command) =>
    addConfigOption(
      command
        .option('--test', 'send a message that is marked as a test to every target')
        .addOption(
          new Option('-m, --model <name>', 'model of the config; may be given several times').argParser(
            (name: string, names: readonly string[] = []) => [...names, name],
          ),
        )
        .option('-a, --all', 'every model of the config'),
    ).addOption(new Option('-f, --format <format>', 'format of what is printed').choices(['table', 'json']).default('table')),
  run: async (flags, io) => (await import('../notify.js')).printNotifyTest(flags, io),
}
