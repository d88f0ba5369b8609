import { addHistoryOption, addMismatchOption, addModelOptions } from '../options.js'
import type { CommandSpec } from './spec.js'

export const evaluate: CommandSpec = {
  name: 'evaluate',
  summary: 'score a model on its drift dataset and compare with production',
  examples: [
    'ctrain evaluate --model churn',
    'ctrain evaluate --all --format json',
    'ctrain evaluate --model churn --date 2026-11-07 --fail-on-drift',
  ],
  configure: (command) =>
    addMismatchOption(addHistoryOption(addModelOptions(command))).option(
      '--fail-on-drift',
      'exit with 1 when the verdict is drifted',
    ),
  run: async (flags, io) => (await import('../report.js')).printReport('evaluate', flags, io),
}
