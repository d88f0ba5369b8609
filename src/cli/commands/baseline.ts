import { type Command, InvalidArgumentError, Option } from 'commander'
import { addConfigOption, addDatasetOptions, addMismatchOption, formatOption } from '../options.js'
import type { CommandGroup, CommandSpec } from './spec.js'

const show: CommandSpec = {
  name: 'show',
  summary: 'print the production score and what it was measured with and on',
  examples: ['ctrain baseline show --model churn', 'ctrain baseline show --model churn --revision previous'],
  configure: (command) => addBaselineOptions(command).option('--revision <rev>', REVISION),
  run: async (flags, io) => (await import('../baseline.js')).showBaseline(flags, io),
}

const record: CommandSpec = {
  name: 'record',
  summary: 'measure the production score and store it: the last step of a training pipeline',
  examples: [
    'ctrain baseline record --model churn --note "training 2026-11-15"',
    'ctrain baseline record --model churn --date 2026-11-14 --dry-run',
  ],
  configure: (command) => addChangeOptions(addDatasetOptions(addBaselineOptions(command))),
  run: async (flags, io) => (await import('../baseline.js')).recordBaseline(flags, io),
}

const set: CommandSpec = {
  name: 'set',
  summary: 'store a production score that was measured elsewhere',
  examples: [
    'ctrain baseline set --model churn --score 0.86 --standard-error 0.01',
    'ctrain baseline set --model churn --file production.json --note "from the model registry"',
  ],
  configure: (command) =>
    addMismatchOption(addChangeOptions(addBaselineOptions(command)), 'store a file of other metric, slices or weights, too')
      .addOption(new Option('--file <file>', 'a production document, as record --dry-run prints it').conflicts('score'))
      .option('--score <number>', 'the score alone, as one of the metric, slices and weights of the config', parseNumber)
      .option('--standard-error <number>', 'of --score', parseNumber),
  run: async (flags, io) => (await import('../baseline.js')).setBaseline(flags, io),
}

const diff: CommandSpec = {
  name: 'diff',
  summary: 'print what differs between two revisions, or between one and the config',
  examples: [
    'ctrain baseline diff --model churn',
    'ctrain baseline diff --model churn 3f2a9c1b 91bb02c4',
    'ctrain baseline diff --model churn config',
  ],
  configure: (command) =>
    addBaselineOptions(command)
      .argument('[rev-a]', 'a revision (default: previous); alone, it is compared with the current one')
      .argument('[rev-b]', 'the other one, or config'),
  run: async (flags, io) => (await import('../baseline.js')).diffBaseline(flags, io),
}

const history: CommandSpec = {
  name: 'history',
  summary: 'list the revisions of the production score, newest first',
  examples: ['ctrain baseline history --model churn', 'ctrain baseline history --model churn --last 5 --format json'],
  configure: (command) => addBaselineOptions(command).option('--last <n>', 'so many, at most (default: 30)', parseCount),
  run: async (flags, io) => (await import('../baseline.js')).listBaselines(flags, io),
}

const rollback: CommandSpec = {
  name: 'rollback',
  summary: 'store a former production score again, as a new revision',
  examples: [
    'ctrain baseline rollback --model churn',
    'ctrain baseline rollback --model churn --to 3f2a9c1b --note "bad labels"',
  ],
  configure: (command) => addChangeOptions(addBaselineOptions(command)).option('--to <rev>', `${REVISION} (default: previous)`),
  run: async (flags, io) => (await import('../baseline.js')).rollbackBaseline(flags, io),
}

export const baseline: CommandGroup = {
  name: 'baseline',
  summary: 'show, record, set, compare and roll back the production score',
  examples: ['ctrain baseline record --model churn', 'ctrain baseline history --model churn'],
  actions: [show, record, set, diff, history, rollback],
}

const REVISION = 'a revision: current, previous, or its first hex digits'

function addBaselineOptions(command: Command): Command {
  const model = new Option('-m, --model <name>', 'model of the config').makeOptionMandatory()
  return addConfigOption(command.addOption(model.argParser(parseModel))).addOption(formatOption(['table', 'json']))
}

function addChangeOptions(command: Command): Command {
  return command
    .option('--note <text>', 'why, for the history')
    .option('-n, --dry-run', 'print the document that would be stored, and store nothing')
}

function parseModel(name: string, former: string | undefined): string {
  if (former !== undefined) throw new InvalidArgumentError('Give one model.')
  return name
}

function parseNumber(text: string): number {
  const number = Number(text)
  if (text.trim() === '' || !Number.isFinite(number)) throw new InvalidArgumentError('Write a number such as 0.86.')
  return number
}

function parseCount(text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new InvalidArgumentError('Write a number from 1 to 9999.')
  return Number(text)
}
