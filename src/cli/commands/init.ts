import { Option } from 'commander'
import { addSourceOptions } from '../options.js'
import type { CommandSpec } from './spec.js'

export const init: CommandSpec = {
  name: 'init',
  summary: 'write a first config from a look into the data',
  examples: [
    'ctrain init',
    "ctrain init --yes 's3://lake/churn/drift/' --model churn",
    'ctrain init --yes data/churn --label churned --prediction churn_score --dry-run',
  ],
  configure: (command) =>
    addSourceOptions(command.argument('[source...]', 'a path, folder, glob or s3:// URI, like dataset.source; quote globs'))
      .option('-y, --yes', 'ask nothing: take the flags, and what the data suggest')
      .option('-o, --config <file>', 'the config to write (default: ctrain.yaml); never one that exists')
      .addOption(new Option('-c <file>', 'the same').hideHelp())
      .option('-m, --model <name>', 'name of the model (default: by the source)')
      .option('--metric <name>', 'the metric (default: by the labels), e.g. roc_auc')
      .option('--group <column>', 'the query that rows belong to: makes it a ranking (default: by names)')
      .option('--slices <column>', 'one slice per value of a column, or all (default: by the values)')
      .option('--production <score>', 'the production score, or its document (default: production/MODEL.json)')
      .option('--state-machine <arn>', 'the training to start on drift')
      .option('-n, --dry-run', 'print the config and write nothing'),
  run: async (flags, io) => (await import('../init.js')).initConfig(flags, io),
}
