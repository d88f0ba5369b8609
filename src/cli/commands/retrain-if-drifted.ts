import { addHistoryOption, addMismatchOption, addModelOptions, addStartOptions } from '../options.js'
import type { CommandSpec } from './spec.js'

export const retrainIfDrifted: CommandSpec = {
  name: 'retrain-if-drifted',
  summary: 'evaluate, and if drifted start the training, once per drift event',
  examples: [
    'ctrain retrain-if-drifted --model churn',
    'ctrain retrain-if-drifted --model churn --dry-run',
    'ctrain retrain-if-drifted --model churn --wait --timeout 2h',
    'ctrain retrain-if-drifted --all',
  ],
  configure: (command) =>
    addStartOptions(addMismatchOption(addHistoryOption(addModelOptions(command)))).option(
      '--fail-on-drift',
      'exit with 1 when the verdict is drifted',
    ),
  run: async (flags, io) => (await import('../report.js')).printReport('retrain', flags, io),
}
