import { addConfigOption, addTimeoutOption, formatOption } from '../options.js'
import type { CommandSpec } from './spec.js'

const ARN = 'arn:aws:states:eu-west-1:123456789012:execution:churn-training:ctrain-churn-86204048f4d04cb2760b-a1'

export const wait: CommandSpec = {
  name: 'wait',
  summary: 'wait for a training to end; exit 0 only if it has succeeded',
  examples: [`ctrain wait ${ARN}`, `ctrain wait --timeout 2h ${ARN}`],
  configure: (command) =>
    addConfigOption(
      addTimeoutOption(command.argument('<arn>', 'ARN of the execution, as retrain-if-drifted prints it')).option(
        '-m, --model <name>',
        'model whose access to the state machine is used (default: of any that trains there)',
      ),
    ).addOption(formatOption(['table', 'json'])),
  run: async (flags, io) => (await import('../wait.js')).printWait(flags, io),
}
