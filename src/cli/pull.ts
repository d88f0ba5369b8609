import { type Config, findModel, loadConfig } from '../config/load.js'
import type { EvaluationError } from '../core/evaluation.js'
import { ENGINES } from '../engines/index.js'
import { type PulledDataset, pullDataset, type RunOptions } from '../pipeline/pull.js'
import { errorOf } from '../pipeline/run.js'
import { formatBytes, formatCount, printable } from '../reporters/numbers.js'
import { reportError } from './errors.js'
import { codeOfError, type ExitCode, firstCode } from './exit-codes.js'
import { chosenModels, ModelFlags, requireChoice, runOptions } from './flags.js'
import type { Io } from './io.js'

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
  readonly files: readonly { readonly uri: string; readonly path: string; readonly bytes: number }[]
  readonly error: EvaluationError | null
}

/** Fetches the datasets of the chosen models and prints where they are, whatever becomes of the others. */
export async function printPull(given: unknown, io: Io): Promise<ExitCode> {
  const flags = ModelFlags.parse(given)
  requireChoice(flags)
  const options = runOptions(flags)
  const config = await loadConfig(flags.config, io)
  const names = chosenModels(flags, config)
  const pulls: Pull[] = []
  for (const model of names) {
    try {
      pulls.push(await pullModel(model, config, options, io))
    } catch (cause) {
      if (io.signal.aborted) throw cause
      reportError(cause, io, names.length > 1 ? `${model}: ` : '')
      pulls.push({ ...NOTHING, model, error: errorOf(cause) })
    }
  }
  const fetched = pulls.filter((pull) => pull.error === null)
  if (flags.format === 'json') io.stdout.write(`${JSON.stringify({ schemaVersion: 1, pulls }, null, 2)}\n`)
  else io.stdout.write(fetched.map((pull) => `${describe(pull)}\n`).join('\n'))
  return firstCode(pulls.map(({ error }) => (error === null ? 0 : codeOfError(error.kind))))
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

async function pullModel(model: string, config: Config, options: RunOptions, io: Io): Promise<Pull> {
  const dataset = await pullDataset(findModel(config, model), config, options, io)
  const files = [...dataset.data, ...(dataset.predictions?.files ?? [])]
  const rows = await countRows(dataset, io).finally(dataset.close)
  return {
    model,
    from: dataset.dates[0] ?? null,
    to: dataset.dates.at(-1) ?? null,
    missingDates: dataset.missingDates,
    rows,
    bytes: dataset.bytes,
    bytesFetched: dataset.bytesFetched,
    place: dataset.place,
    files: files.map(({ uri, path, bytes }) => ({ uri, path, bytes })),
    error: null,
  }
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
  const { from, to, files } = pull
  const span = from === null ? '' : `, ${from === to ? from : `${from} to ${to}`}`
  const count = `${formatCount(files.length)} ${files.length === 1 ? 'file' : 'files'}`
  const gaps = pull.missingDates.length === 0 ? [] : [`missing    no partition for ${pull.missingDates.join(', ')}`]
  return [
    `${printable(pull.model)}${span}`,
    `files      ${count}, ${formatBytes(pull.bytes ?? 0)}, ${formatBytes(pull.bytesFetched ?? 0)} fetched`,
    `rows       ${formatCount(pull.rows ?? 0)}`,
    ...gaps,
    `where      ${pull.place}`,
    ...files.map(({ uri, path }) => (uri === path ? `  ${printable(uri)}` : `  ${printable(uri)}\n    ${path}`)),
  ].join('\n')
}
