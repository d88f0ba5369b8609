import { Option } from 'commander'
import { addChoiceOptions, formatOption } from '../options.js'
import type { CommandSpec } from './spec.js'

export const iam: CommandSpec = {
  name: 'iam',
  summary: 'print the least IAM policy that a model needs',
  examples: ['ctrain iam --model churn', 'ctrain iam --model churn --for training', 'ctrain iam --all > policy.json'],
  configure: (command) =>
    addChoiceOptions(command)
      .addOption(
        new Option(
          '--for <purpose>',
          'who gets it: monitor (evaluate, retrain-if-drifted), training (baseline record), all of that, or trainer, the role of retrain.role_arn',
        )
          .choices(['monitor', 'training', 'all', 'trainer'])
          .default('monitor'),
      )
      .addOption(formatOption(['json'])),
  run: async (flags, io) => (await import('../iam.js')).printPolicy(flags, io),
}
