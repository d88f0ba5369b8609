import { addChoiceOptions, addDatasetOptions, formatOption } from '../options.js'
import type { CommandSpec } from './spec.js'

export const explain: CommandSpec = {
  name: 'explain',
  summary: 'say in words what a run would do: files, columns, SQL, formula, guards, requests',
  examples: ['ctrain explain --model churn', 'ctrain explain --model churn --sql', 'ctrain explain --all --format json'],
  configure: (command) =>
    addDatasetOptions(addChoiceOptions(command))
      .addOption(formatOption(['table', 'json']))
      .option('--sql', 'print the text of the queries'),
  run: async (flags, io) => (await import('../explain.js')).printExplanation(flags, io),
}
