import { type Command, InvalidArgumentError, Option } from 'commander'
import { isCalendarDate } from '../core/calendar.js'
import { CONCURRENCY } from '../datasets/index.js'
import { FORMATS } from '../reporters/index.js'

export function addConfigOption(command: Command): Command {
  return command.option('-c, --config <file>', 'config file (default: ctrain.yaml here or in a folder above)')
}

/** Of commands that start trainings. */
export function addStartOptions(command: Command): Command {
  return addWaitOptions(command)
    .option('-n, --dry-run', 'print the StartExecution request and send nothing')
    .option('--force', 'start although a guard or an earlier training of this event says no; with --reason')
    .option('--reason <text>', 'why it is forced; recorded')
}

export function modelOption(): Option {
  const model = new Option('-m, --model <name>', 'model of the config; may be given several times')
  return model.argParser((name: string, names: readonly string[] = []) => [...names, name])
}

/** The first choice is the default. */
export function formatOption(choices: readonly string[]): Option {
  return new Option('-f, --format <format>', 'format of what is printed').choices(choices).default(choices[0])
}

/** Of commands that print a report. */
export function addReportOptions(command: Command): Command {
  return command
    .addOption(formatOption(FORMATS))
    .option('-o, --output <file>', 'write the report there, not to stdout')
    .addOption(
      new Option('--report <format=file>', 'write the report in this format, too; may be given several times').argParser(
        parseReport,
      ),
    )
    .option(
      '--top <n>',
      'show so many slices, those that matter most (default: 20 in tables); formats for machines have all',
      parseTop,
    )
}

/** Options that choose models. */
export function addChoiceOptions(command: Command): Command {
  command.addOption(modelOption()).option('-a, --all', 'every model of the config')
  return addConfigOption(command)
}

/** Options of every command that works on the datasets of models. */
export function addModelOptions(command: Command): Command {
  return addReportOptions(addDatasetOptions(addChoiceOptions(command)))
}

/** Options of every command that reads a dataset. */
export function addDatasetOptions(command: Command): Command {
  return command
    .option(
      '-d, --date <YYYY-MM-DD>',
      'last day that may enter the dataset (default: the newest; for a window today, less dataset.lag)',
      parseDate,
    )
    .option('--from <YYYY-MM-DD>', 'first day of the dataset, instead of its window; with --to', parseDate)
    .option('--to <YYYY-MM-DD>', 'last day of the dataset; with --from', parseDate)
    .option('--concurrency <n>', `requests to S3 at once, at most (default: ${CONCURRENCY})`, parseConcurrency)
    .option('--no-cache', 'fetch everything anew and keep nothing')
}

/** Of commands that look into data without a config. */
export function addSourceOptions(command: Command): Command {
  return command
    .option('--label <column>', 'the ground truth (default: by names and values)')
    .option('--prediction <column>', 'what the model predicted (default: by names and values)')
    .addOption(
      new Option('--source-format <format>', 'of all files (default: by the name of each)').choices(['parquet', 'csv', 'json']),
    )
    .option('--max-bytes <size>', 'bytes to fetch, at most, e.g. 2GB (default: 256MB)', parseSize)
    .option('--region <region>', 'AWS region where the environment names none')
    .option('--anonymous', 'unsigned requests, for public buckets')
}

/** `what` = what is then done that else is refused. */
export function addMismatchOption(
  command: Command,
  what = 'compare with a production score of other metric, slices or weights, too',
): Command {
  return command.option('--allow-mismatch', what)
}

/** Of commands whose runs go into the history. */
export function addHistoryOption(command: Command): Command {
  return command.option('--no-history', 'do not record this run in the history')
}

function addWaitOptions(command: Command): Command {
  return addTimeoutOption(command.option('-w, --wait', 'wait for the training to end; exit 0 only if it has succeeded'))
}

export function addTimeoutOption(command: Command): Command {
  return command.option('--timeout <duration>', 'wait no longer than this, e.g. 2h; the training goes on', parseTimeout)
}

/** Timers take no more than 24 days. */
function parseTimeout(text: string): string {
  const [, count = '', unit = ''] = /^(\d{1,7})([smhd])$/.exec(text) ?? []
  const days = Number(count) / (UNITS_PER_DAY[unit] ?? 0)
  if (!(days <= 24)) throw new InvalidArgumentError('Write e.g. 30m or 2h, at most 24d.')
  return text
}

const UNITS_PER_DAY: Readonly<Record<string, number>> = { s: 86_400, m: 1_440, h: 24, d: 1 }

function parseConcurrency(text: string): number {
  const count = Number(text)
  if (!/^\d{1,4}$/.test(text) || count < 1 || count > 256) throw new InvalidArgumentError('Write a number from 1 to 256.')
  return count
}

function parseReport(text: string, before: readonly ReportFile[] = []): readonly ReportFile[] {
  const [, format = '', file = ''] = /^(\w+)=(.+)$/s.exec(text) ?? []
  if (!FORMATS.some((name) => name === format)) {
    throw new InvalidArgumentError(`Write FORMAT=FILE, the format one of ${FORMATS.join(', ')}.`)
  }
  return [...before, { format, file }]
}

interface ReportFile {
  readonly format: string
  readonly file: string
}

function parseTop(text: string): number {
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new InvalidArgumentError('Write a number from 1.')
  return Number(text)
}

function parseSize(text: string): string {
  if (!/^\d{1,9}(\.\d+)?\s*(B|[kMGT]B|[KMGT]iB)$/.test(text)) throw new InvalidArgumentError('Write e.g. 500MB or 2GB.')
  return text
}

function parseDate(text: string): string {
  if (!isCalendarDate(text)) throw new InvalidArgumentError('Write a day as YYYY-MM-DD.')
  return text
}
