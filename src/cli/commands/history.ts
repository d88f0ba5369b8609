import { InvalidArgumentError } from 'commander'
import { addChoiceOptions, formatOption } from '../options.js'
import type { CommandSpec } from './spec.js'

export const history: CommandSpec = {
  name: 'history',
  summary: 'list the recorded runs of a model, its scores over time and its trainings',
  examples: ['ctrain history --model churn', 'ctrain history --model churn --last 100 --format csv > churn.csv'],
  configure: (command) =>
    addChoiceOptions(command)
      .option('--last <n>', 'the newest runs, so many at most (default: 30)', parseLast)
      .addOption(formatOption(['table', 'json', 'csv'])),
  run: async (flags, io) => (await import('../history.js')).printHistory(flags, io),
}

function parseLast(text: string): number {
  const count = Number(text)
  if (!/^\d{1,6}$/.test(text) || count < 1) throw new InvalidArgumentError('Write a number from 1 to 999999.')
  return count
}
