import { z } from 'zod'
import { type Config, findModel, loadConfig } from '../config/load.js'
import type { ModelConfig } from '../config/schema.js'
import type { EvaluationError } from '../core/evaluation.js'
import type { World } from '../core/ports.js'
import { ENGINES } from '../engines/index.js'
import { loadCustomMetrics } from '../pipeline/custom-metrics.js'
import { type PulledDataset, planDataset, pullDataset, type RunOptions } from '../pipeline/pull.js'
import { formatDays, formatSpan } from '../reporters/days.js'
import { formatBytes, formatCount, printable } from '../reporters/numbers.js'
import { codeOfEntries, eachModel, type ModelEntry } from './each-model.js'
import type { ExitCode } from './exit-codes.js'
import { chosenModels, ModelFlags, requireChoice, runOptions } from './flags.js'
import type { Io } from './io.js'
import { printJson } from './json-output.js'
import { describePlan, NO_PLAN, printedPlan } from './pull-plan.js'

interface Pull {
  readonly model: string
  readonly from: string | null
  readonly to: string | null
  readonly missingDates: readonly string[]
  readonly rows: number | null
  readonly bytes: number | null
  readonly bytesFetched: number | null
  /** A folder, or that the files are read in place. */
  readonly place: string | null
  /** The path is null where nothing stays (`--no-cache`). */
  readonly files: readonly { readonly uri: string; readonly path: string | null; readonly bytes: number }[]
  readonly error: EvaluationError | null
}

/** Fetches the datasets of the chosen models and prints where they are, or with `--plan` what would be fetched, whatever becomes of the others. */
export async function printPull(given: unknown, io: Io): Promise<ExitCode> {
  const flags = PullFlags.parse(given)
  requireChoice(flags)
  const options = runOptions(flags)
  const config = await loadConfig(flags.config, io)
  const names = chosenModels(flags, config)
  if (flags.plan) {
    const plan = async (name: string) =>
      printedPlan(name, await withModel(name, config, io, (model) => planDataset(model, config, options, worldOf(name, io))))
    return print(
      'plans',
      await eachModel(names, io, plan, (model, error) => ({ ...NO_PLAN, model, error })),
      describePlan,
      flags,
      io,
    )
  }
  const pull = async (name: string) => await withModel(name, config, io, (model) => pullModel(name, model, config, options, io))
  return print('pulls', await eachModel(names, io, pull, (model, error) => ({ ...NOTHING, model, error })), describe, flags, io)
}

const PullFlags = ModelFlags.extend({ plan: z.boolean().default(false) })

/** Which columns a custom metric reads is known once it is loaded. */
async function withModel<T>(name: string, config: Config, io: Io, work: (model: ModelConfig) => Promise<T>): Promise<T> {
  const { model, close } = await loadCustomMetrics(name, findModel(config, name), config, io)
  return await work(model).finally(close)
}

function print<T extends ModelEntry>(
  key: string,
  entries: readonly T[],
  describe: (entry: T) => string,
  flags: { format: string },
  io: Io,
): ExitCode {
  const whole = entries.filter(({ error }) => error === null)
  if (flags.format === 'json') printJson({ [key]: entries }, io)
  else io.stdout.write(whole.map((entry) => `${describe(entry)}\n`).join('\n'))
  return codeOfEntries(entries)
}

const NOTHING: Omit<Pull, 'model'> = {
  from: null,
  to: null,
  missingDates: [],
  rows: null,
  bytes: null,
  bytesFetched: null,
  place: null,
  files: [],
  error: null,
}

async function pullModel(name: string, model: ModelConfig, config: Config, options: RunOptions, io: Io): Promise<Pull> {
  const dataset = await pullDataset(model, config, options, worldOf(name, io))
  const { files } = dataset
  const rows = await countRows(dataset, io).finally(dataset.close)
  return {
    model: name,
    from: dataset.from,
    to: dataset.to,
    missingDates: dataset.missingDates,
    rows,
    bytes: dataset.bytes,
    bytesFetched: dataset.bytesFetched,
    place: dataset.place,
    files: files.map(({ uri, kept, bytes }) => ({ uri, path: kept ?? null, bytes })),
    error: null,
  }
}

function worldOf(model: string, io: Io): World {
  return { ...io, progress: io.progress.of(model) }
}

async function countRows(dataset: PulledDataset, io: Io): Promise<number> {
  const engine = await ENGINES.duckdb()
  const session = await engine.open({ files: dataset.data, predictions: null }, io)
  try {
    return await session.countRows()
  } finally {
    await session.close()
  }
}

function describe(pull: Pull): string {
  const { files } = pull
  const span = formatSpan(pull)
  const count = `${formatCount(files.length)} ${files.length === 1 ? 'file' : 'files'}`
  const gaps = pull.missingDates.length === 0 ? [] : [`missing    no partition for ${formatDays(pull.missingDates)}`]
  return [
    [printable(pull.model), ...span].join(', '),
    `files      ${count}, ${formatBytes(pull.bytes ?? 0)}, ${formatBytes(pull.bytesFetched ?? 0)} fetched`,
    `rows       ${formatCount(pull.rows ?? 0)}`,
    ...gaps,
    `where      ${pull.place}`,
    ...files.map(({ uri, path }) => (path === null || uri === path ? `  ${printable(uri)}` : `  ${printable(uri)}\n    ${path}`)),
  ].join('\n')
}
