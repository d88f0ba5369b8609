import { InvalidArgumentError } from 'commander'
import { addChoiceOptions, formatOption } from '../options.js'
import type { CommandSpec } from './spec.js'

export const executions: CommandSpec = {
  name: 'executions',
  summary: 'list the trainings that were started for a model',
  examples: [
    'ctrain executions --model churn',
    'ctrain executions --model churn --last 5 --format json',
    'ctrain executions --model churn --every',
  ],
  configure: (command) =>
    addChoiceOptions(command)
      .option('--last <n>', 'the newest so many (default: 20)', parseCount)
      .option('--every', 'every execution of the state machine, whoever started it')
      .addOption(formatOption(['table', 'json'])),
  run: async (flags, io) => (await import('../executions.js')).printExecutions(flags, io),
}

function parseCount(text: string): number {
  const count = Number(text)
  if (!/^\d{1,4}$/.test(text) || count < 1 || count > 1000) throw new InvalidArgumentError('Write a number from 1 to 1000.')
  return count
}
