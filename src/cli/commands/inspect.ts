import { InvalidArgumentError } from 'commander'
import { addSourceOptions, formatOption } from '../options.js'
import type { CommandSpec } from './spec.js'

export const inspect: CommandSpec = {
  name: 'inspect',
  summary: 'look into data: schema, days, rows, nulls, values, predictions by label',
  examples: [
    'ctrain inspect fixtures/data/churn',
    "ctrain inspect 's3://lake/churn/dt={date}/*.parquet' --label churned --prediction churn_score",
    "ctrain inspect 'export/*.csv.gz' --format json",
  ],
  configure: (command) =>
    addSourceOptions(command.argument('<source...>', 'a path, folder, glob or s3:// URI, like dataset.source; quote globs'))
      .option('--max-rows <n>', 'rows to scan, at most: the newest (default: 1000000)', parseCount)
      .option('--all-columns', 'print every column of a wide table')
      .addOption(formatOption(['table', 'json'])),
  run: async (flags, io) => (await import('../inspect.js')).printInspection(flags, io),
}

function parseCount(text: string): number {
  if (!/^[1-9]\d{0,9}$/.test(text)) throw new InvalidArgumentError('Write a number such as 100000.')
  return Number(text)
}
