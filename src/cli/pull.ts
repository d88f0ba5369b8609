import { type Config, findModel, loadConfig } from '../config/load.js'
import { ENGINES } from '../engines/index.js'
import { type PulledDataset, pullDataset } from '../pipeline/pull.js'
import { formatBytes, formatCount, printable } from '../reporters/numbers.js'
import type { ExitCode } from './exit-codes.js'
import { chosenModels, ModelFlags, requireChoice } from './flags.js'
import type { Io } from './io.js'

interface Pull {
  readonly model: string
  readonly from: string | null
  readonly to: string | null
  readonly missingDates: readonly string[]
  readonly rows: number
  readonly bytes: number
  readonly bytesFetched: number
  /** A folder, or `in place` for local files. */
  readonly place: string
  readonly files: readonly { readonly uri: string; readonly path: string; readonly bytes: number }[]
}

/** Fetches the datasets of the chosen models and prints where they are. The first failure ends it. */
export async function printPull(given: unknown, io: Io): Promise<ExitCode> {
  const flags = ModelFlags.parse(given)
  requireChoice(flags)
  const config = await loadConfig(flags.config, io)
  const pulls: Pull[] = []
  for (const name of chosenModels(flags, config)) pulls.push(await pullModel(name, config, flags.date, io))
  io.stdout.write(
    flags.format === 'json'
      ? `${JSON.stringify({ schemaVersion: 1, pulls }, null, 2)}\n`
      : pulls.map((pull) => `${describe(pull)}\n`).join('\n'),
  )
  return 0
}

async function pullModel(model: string, config: Config, date: string | null, io: Io): Promise<Pull> {
  const dataset = await pullDataset(findModel(config, model), config, { date }, io)
  const files = [...dataset.data, ...(dataset.predictions?.files ?? [])]
  return {
    model,
    from: dataset.dates[0] ?? null,
    to: dataset.dates.at(-1) ?? null,
    missingDates: dataset.missingDates,
    rows: await countRows(dataset, io),
    bytes: dataset.bytes,
    bytesFetched: dataset.bytesFetched,
    place: dataset.place,
    files: files.map(({ uri, path, bytes }) => ({ uri, path, bytes })),
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
    `files      ${count}, ${formatBytes(pull.bytes)}, ${formatBytes(pull.bytesFetched)} fetched`,
    `rows       ${formatCount(pull.rows)}`,
    ...gaps,
    `where      ${pull.place}`,
    ...files.map(({ uri, path }) => (uri === path ? `  ${printable(uri)}` : `  ${printable(uri)}\n    ${path}`)),
  ].join('\n')
}
