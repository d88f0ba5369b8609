import { access, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { productionOf } from '../config/answers.js'
import { draftYaml } from '../config/draft-yaml.js'
import type { Draft } from '../core/draft.js'
import { isKnownError, knownError } from '../core/errors.js'
import { shellWord } from '../core/shell-word.js'
import type { SliceDraft } from '../core/slice-draft.js'
import { leastRows, nameOfModel, proposeSlices, rebased, usualMetrics } from '../pipeline/init/proposal.js'
import { type OpenSurvey, openSurvey } from '../pipeline/inspect/open.js'
import { formatShare, printable } from '../reporters/numbers.js'
import type { Ask } from './ask.js'
import { reportError } from './errors.js'
import type { ExitCode } from './exit-codes.js'
import { inspectOptions, SourceFlags } from './flags.js'
import { decide, metricProblem, modelProblem, productionProblem, sourceProblem, stateMachineProblem } from './init-answers.js'
import { type DecidedColumns, decideColumns } from './init-columns.js'
import type { Io } from './io.js'

const text = z.string().nullable().default(null)

const Flags = SourceFlags.extend({
  args: z.array(z.string()),
  yes: z.boolean().default(false),
  config: text,
  c: text,
  model: text,
  metric: text,
  group: text,
  slices: text,
  production: text,
  stateMachine: text,
  dryRun: z.boolean().default(false),
})

type Flags = z.output<typeof Flags>

/** Days that a first config takes, where the source names days. */
const LATEST = 7

/** Writes a first config from flags, answers, and what the data suggest. Writes nothing unless all is decided. */
export async function initConfig(given: unknown, io: Io): Promise<ExitCode> {
  const flags = Flags.parse(given)
  const named = flags.config ?? flags.c ?? 'ctrain.yaml'
  const file = path.resolve(io.cwd, named)
  if (!flags.dryRun) await refuseExisting(file, named)
  const ask = flags.yes ? null : io.ask
  if (ask === null && !flags.yes) {
    throw knownError('usage', 'there is no terminal to ask questions at', { hint: 'decide by flags: ctrain init --yes SOURCE' })
  }
  const opened = await open(flags, ask, io)
  const draft = await decideAll(opened, flags, path.dirname(file), ask, io).finally(opened.close)
  const yaml = draftYaml(draft)
  if (flags.dryRun) io.stdout.write(yaml)
  else {
    await write(file, named, yaml)
    io.stdout.write(nextSteps(draft, named))
  }
  return 0
}

/** Opens the data; a person may correct a source that can't be read. */
async function open(flags: Flags, ask: Ask | null, io: Io): Promise<OpenSurvey> {
  const { args, yes, config, c, model, metric, group, slices, production, stateMachine, dryRun, ...source } = flags
  const look = (sources: readonly string[]) => openSurvey({ ...inspectOptions(source, sources, io.cwd), latest: LATEST }, io)
  if (args.length > 0) return await look(args)
  for (;;) {
    const answer = await decide(
      {
        flag: 'SOURCE',
        given: null,
        message: 'Labelled records with predictions: path, glob, s3:// URI?',
        likely: null,
        problem: sourceProblem,
        undecided: 'no SOURCE was given',
      },
      ask,
    )
    try {
      return await look([answer])
    } catch (error) {
      if (!isKnownError(error) || error.kind === 'interrupted') throw error
      reportError(error, io)
    }
  }
}

async function decideAll(opened: OpenSurvey, flags: Flags, folder: string, ask: Ask | null, io: Io): Promise<Draft> {
  const { found, survey, sources } = opened
  const model = await decide(
    {
      flag: '--model',
      given: flags.model,
      message: 'Name of the model?',
      likely: nameOfModel(sources),
      problem: modelProblem,
      undecided: '',
    },
    ask,
  )
  const columns = await decideColumns(survey, flags, ask)
  const metric = await decideMetric(columns, flags.metric, ask)
  const drafts = await proposeSlices(survey, columns.roles, columns.task)
  const slices = await decideSlices(drafts, flags.slices, ask)
  const production = await decide(
    {
      flag: '--production',
      given: flags.production,
      message: 'Production score: a number, or where its document is?',
      likely: `production/${model.replaceAll(/[^\p{L}\p{N}_-]+/gu, '-')}.json`,
      problem: productionProblem,
      undecided: '',
    },
    ask,
  )
  const stateMachine = await decide(
    {
      flag: '--state-machine',
      given: flags.stateMachine,
      message: 'ARN of the training state machine? (empty: later)',
      likely: '',
      problem: stateMachineProblem,
      undecided: '',
    },
    ask,
  )
  return {
    model,
    sources: (found.template === null ? sources : [found.template]).map((source) => rebased(source, io.cwd, folder)),
    latest: found.partitions.from === null ? null : LATEST,
    format: flags.sourceFormat,
    roles: columns.roles,
    rowsWithoutPrediction: (columns.prediction.nulls ?? 0) + (columns.prediction.notFinite ?? 0),
    metric,
    alternatives: usualMetrics(columns.task).filter((name) => name !== metric),
    slices,
    sliceable: drafts.map(({ column }) => column).filter((column) => column !== slices?.column),
    production: productionOf(production),
    minRows: leastRows(slices, columns.label),
    stateMachine: stateMachine === '' ? null : stateMachine,
    region: flags.region ?? null,
    isAnonymous: flags.anonymous,
    schema: await schemaFor(folder),
  }
}

async function decideMetric({ task, metric }: DecidedColumns, given: string | null, ask: Ask | null): Promise<string> {
  const choices = [...new Set([metric, ...usualMetrics(task)])].map((name) => ({ value: name, label: name }))
  return await decide(
    {
      flag: '--metric',
      given,
      message: `Which metric? (${task})`,
      likely: metric,
      choices,
      problem: metricProblem,
      undecided: '',
    },
    ask,
  )
}

const ALL = ''

async function decideSlices(drafts: readonly SliceDraft[], given: string | null, ask: Ask | null): Promise<SliceDraft | null> {
  if (given === 'all') return null
  const names = drafts.map(({ column }) => column)
  const choices = drafts.map(({ column, slices }) => ({
    value: column,
    label: `by ${printable(column)}`,
    hint: slices.map(shareOf).join(', '),
  }))
  const chosen = await decide(
    {
      flag: '--slices',
      given,
      message: 'Slices, each with a weight of its own?',
      likely: names[0] ?? ALL,
      choices: [...choices, { value: ALL, label: 'all rows as one' }],
      problem: (name) =>
        names.includes(name) ? null : `can't be by ${name} (${named(names)}; or write the slices into the config yourself)`,
      undecided: '',
    },
    ask,
  )
  return drafts.find(({ column }) => column === chosen) ?? null
}

function named(names: readonly string[]): string {
  return names.length === 0 ? 'no column has few values with enough labelled rows each' : `choose from ${names.join(', ')}, all`
}

function shareOf({ value, weight }: SliceDraft['slices'][number]): string {
  return `${typeof value === 'object' && value !== null ? 'others' : printable(value ?? 'null')} ${formatShare(weight)}`
}

/** Where the package is installed beside the config, it has the schema that editors need. */
async function schemaFor(folder: string): Promise<string | null> {
  const schema = 'node_modules/ctrain/dist/schema.json'
  const isThere = await access(path.join(folder, schema)).then(
    () => true,
    () => false,
  )
  return isThere ? schema : null
}

async function refuseExisting(file: string, named: string): Promise<void> {
  const found = await stat(file).catch(() => null)
  if (found !== null) throw exists(named)
}

async function write(file: string, named: string, yaml: string): Promise<void> {
  try {
    await writeFile(file, yaml, { flag: 'wx' })
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : cause
    if (code === 'EEXIST') throw exists(named)
    throw knownError('filesystem', `${named} can't be written: ${code}`, { hint: 'name another file with --config FILE', cause })
  }
}

function exists(named: string): Error {
  return knownError('usage', `${named} exists and is not overwritten`, {
    hint: 'write another file with --config FILE, or print a model to add with --dry-run',
  })
}

function nextSteps({ model, production }: Draft, named: string): string {
  const flags = `--model ${shellWord(model)}${named === 'ctrain.yaml' ? '' : ` --config ${shellWord(named)}`}`
  const record =
    typeof production === 'number'
      ? []
      : [`  ctrain baseline record ${flags}  # once: the score that later ones are compared with`]
  return [
    `${named} is written. Slices and weights are guesses: look at them. Then`,
    '',
    `  ctrain score ${flags}`,
    ...record,
    `  ctrain evaluate ${flags}`,
    '',
    ...(record.length === 0 ? [] : ['baseline record stores the first production score; from then on trainings do.', '']),
  ].join('\n')
}
