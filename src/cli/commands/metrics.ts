import { Option } from 'commander'
import { addConfigOption } from '../options.js'
import type { CommandSpec } from './spec.js'

export const metrics: CommandSpec = {
  name: 'metrics',
  summary: 'list the metrics, or explain one',
  examples: ['ctrain metrics', 'ctrain metrics roc_auc', 'ctrain metrics --format json'],
  configure: (command) =>
    addConfigOption(command.argument('[name]', 'a metric to explain')).addOption(
      new Option('-f, --format <format>', 'format of what is printed').choices(['table', 'json']).default('table'),
    ),
  run: async (flags, io) => (await import('../metrics.js')).printMetrics(flags, io),
}
