import { addModelOptions } from '../options.js'
import type { CommandSpec } from './spec.js'

export const pull: CommandSpec = {
  name: 'pull',
  summary: 'fetch the drift dataset of a model into the cache',
  examples: ['ctrain pull --model churn', 'ctrain pull --model churn --plan', 'ctrain pull --model churn --date 2026-11-07'],
  configure: (command) =>
    addModelOptions(command)
      .option('--plan', 'print what would be fetched: files, row groups, bytes; only footers are read')
      .option('--all-columns', 'whole files, not only the columns that the model reads'),
  run: async (flags, io) => (await import('../pull.js')).printPull(flags, io),
}
