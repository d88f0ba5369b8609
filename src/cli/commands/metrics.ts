import { addConfigOption, formatOption } from '../options.js'
import type { CommandSpec } from './spec.js'

export const metrics: CommandSpec = {
  name: 'metrics',
  summary: 'list the metrics, or explain one',
  examples: ['ctrain metrics', 'ctrain metrics roc_auc', 'ctrain metrics --format json'],
  configure: (command) =>
    addConfigOption(command.argument('[metric]', 'the one to explain')).addOption(formatOption(['table', 'json'])),
  run: async (flags, io) => (await import('../metrics.js')).printMetrics(flags, io),
}
