import { addConfigOption, addHistoryOption, addReportOptions, addStartOptions, modelOption } from '../options.js'
import type { CommandSpec } from './spec.js'

export const retrain: CommandSpec = {
  name: 'retrain',
  summary: 'start the training of a model on purpose, without a verdict, once per drift event',
  examples: [
    'ctrain retrain --model churn',
    'ctrain retrain --model churn --dry-run',
    'ctrain retrain --model churn --wait --timeout 2h',
    'ctrain retrain --model churn --force --reason "the labels of May were wrong"',
  ],
  configure: (command) =>
    addReportOptions(addStartOptions(addHistoryOption(addConfigOption(command.addOption(modelOption().makeOptionMandatory()))))),
  run: async (flags, io) => (await import('../retrain.js')).printRetrain(flags, io),
}
