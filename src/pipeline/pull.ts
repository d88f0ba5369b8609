import type { Config } from '../config/load.js'
import type { ModelConfig } from '../config/schema.js'
import type { FetchedFile, FilePlan, TimeRange } from '../core/data-source.js'
import { readAs } from '../core/format.js'
import { mergeColumns } from '../core/partition-columns.js'
import type { Column, World } from '../core/ports.js'
import type { Progress } from '../core/progress.js'
import { sum } from '../core/sum.js'
import { CONCURRENCY, type SourceSettings, schemeOf } from '../datasets/index.js'
import { type Part, type PullLimits, planParts, pullParts, type Telling } from '../datasets/pull.js'
import { type ResolvedFiles, resolveFiles } from '../datasets/resolve.js'
import type { Window } from '../datasets/window.js'
import { awsSettings } from './aws-settings.js'
import { type DatasetPart, pairedPart, partsOf, settingsOf } from './dataset-parts.js'
import { neededFiles } from './needed-files.js'
import { neededColumns } from './needs.js'
import { makeReadable, type RawDataset, type ReadableDataset } from './readable.js'
import { openSources, type Sources } from './sources.js'
import { rowDaysOf, timeRangeOf, windowOf, zoneOf } from './window.js'

export interface RunOptions {
  /** The last day that may enter the dataset, `YYYY-MM-DD`; null = the newest. */
  readonly date: string | null
  /** Instead of the window of the config: all days from the first to the last, `YYYY-MM-DD`. */
  readonly span: { readonly from: string; readonly to: string } | null
  /** Requests at once, at most. */
  readonly concurrency: number
  /** False = fetch everything anew and keep nothing. */
  readonly cache: boolean
  /** Whole files, whatever columns the run reads. */
  readonly allColumns: boolean
}

/** Where the caller asks for nothing else. */
export const RUN_DEFAULTS: RunOptions = { date: null, span: null, concurrency: CONCURRENCY, cache: true, allColumns: false }

export interface PulledDataset extends DatasetDays, ReadableDataset {
  /** All files as they came. What is read of them are `data` and `predictions`, which are Parquet. */
  readonly files: readonly FetchedFile[]
  /** Columns that the folders make, of files that are read or not. */
  readonly partitionColumns: readonly Column[]
  readonly bytes: number
  readonly bytesFetched: number
  /** Where the files are, for people. */
  readonly place: string
  /** Where to tell of what is done with the files. */
  readonly progress: Progress
}

export interface DatasetDays {
  /** First and last day of the partitions, or of the rows that are taken by their timestamp; null = there is no such bound. */
  readonly from: string | null
  readonly to: string | null
  /** Days that were wanted and have no partition. */
  readonly missingDates: readonly string[]
  /** The rows that belong to the dataset by their timestamp; null = all. */
  readonly time: TimeRange | null
}

export interface PullPlan extends DatasetDays {
  /** Of the dataset and of predictions that are kept apart. */
  readonly plans: readonly FilePlan[]
  /** Columns that are read; null = all. */
  readonly columns: readonly string[] | null
}

/** What making the dataset of a model readable here would fetch; itself fetches footers at most. */
export async function planDataset(model: ModelConfig, config: Config, options: RunOptions, world: World): Promise<PullPlan> {
  const pull = await openPull(model, config, options, world)
  try {
    const planned = await planParts(pull.parts, pull.sources.open, pull.limits, pull)
    return { ...pull.daysOf(planned), plans: planned.flatMap(({ plans }) => plans), columns: pull.columns }
  } finally {
    await pull.sources.close()
  }
}

/** Makes the drift dataset of a model readable here. */
export async function pullDataset(model: ModelConfig, config: Config, options: RunOptions, world: World): Promise<PulledDataset> {
  const pull = await openPull(model, config, options, world)
  const { sources, daysOf } = pull
  try {
    const [data, predictions, input] = await pullParts(pull.parts, sources.open, pull.limits, pull)
    if (data === undefined) throw new Error('a dataset has a source')
    const raw: RawDataset = { data: data.files, predictions: predictions?.files ?? [], input: input?.files ?? [] }
    const files = [...raw.data, ...raw.predictions, ...raw.input]
    const place = (await sources.open([model.dataset.source].flat()[0] ?? '')).place
    const readable = await makeReadable(raw, model, config, pull.needed, { ...world, progress: pull.progress })
    return {
      ...daysOf([data]),
      ...readable,
      files,
      partitionColumns: mergeColumns([data, predictions, input].map((part) => part?.partitionColumns ?? [])),
      bytes: sum(files.map(({ bytes }) => bytes)),
      bytesFetched: sum(files.map(({ bytesFetched }) => bytesFetched)),
      place,
      progress: pull.progress,
      close: async () => await readable.close().finally(sources.close),
    }
  } catch (error) {
    await sources.close()
    throw error
  }
}

interface Pull extends Telling {
  readonly sources: Sources
  readonly parts: readonly Part[]
  readonly limits: PullLimits
  /** What is planned of Parquet files; of local ones, all. */
  readonly columns: readonly string[] | null
  /** Columns that the run reads; null = all. Found out once, when first asked for. */
  needed(): Promise<readonly string[] | null>
  daysOf(resolved: readonly ResolvedFiles[]): DatasetDays
}

async function openPull(model: ModelConfig, config: Config, options: RunOptions, world: World): Promise<Pull> {
  const { dataset } = model
  const named = partsOf(model).flatMap((part) => settingsOf(part, model).sources)
  const isRemote = named.some((source) => schemeOf(source) !== 'file')
  let asked: Promise<readonly string[] | null> | null = null
  const needed = () => {
    asked ??= options.allColumns ? Promise.resolve(null) : neededColumns(model, world)
    return asked
  }
  const columns = isRemote ? await needed() : null
  const sources = openSources(sourceSettings(model, config, options), world)
  const now = world.now()
  const window = windowOf(model, config, options, now)
  const time = timeRangeOf(model, config, options, now)
  const paired = pairedPart(model)
  const part = (name: DatasetPart): Part => {
    const settings = settingsOf(name, model)
    // Rows that are paired by their place must all be there; outputs are narrow.
    const [read, rows] = [
      name === 'predictions' && paired !== null ? null : columns,
      name === 'data' && paired === null ? time : null,
    ]
    const isPaired = paired !== null && (name === paired || name === 'predictions')
    const choice = { filter: name === 'data' ? (dataset.filter ?? null) : null, time: rows, timezone: zoneOf(model, config) }
    return {
      async resolve([found]) {
        const days = name === 'data' ? window : datesOf(found, window)
        const resolved = await resolve(settings.sources, days, config, sources, world)
        return isPaired ? resolved : await neededFiles(resolved, settings.sources, choice, world)
      },
      needs: ({ uri }) => (readAs(uri, settings) === 'parquet' ? { columns: read, time: rows } : { columns: null, time: null }),
    }
  }
  return {
    sources,
    parts: partsOf(model).map(part),
    limits: {
      concurrency: options.concurrency,
      maxBytes: dataset.max_bytes ?? config.defaults.max_bytes ?? null,
    },
    columns,
    needed,
    log: world.log,
    progress: isRemote ? world.progress : world.progress.local(),
    daysOf([found]) {
      const { dates = [], missingDates = [] } = found ?? {}
      const { from, to } = rowDaysOf(model, config, options, now) ?? { from: dates[0] ?? null, to: dates.at(-1) ?? null }
      return { from, to, missingDates, time }
    },
  }
}

function sourceSettings({ dataset }: ModelConfig, config: Config, options: RunOptions): SourceSettings {
  return {
    ...awsSettings(config, dataset),
    concurrency: options.concurrency,
    cache: { keep: options.cache, maxSize: config.cache.max_size ?? null },
  }
}

async function resolve(
  sources: readonly string[],
  window: Window,
  config: Config,
  { open }: Sources,
  world: World,
): Promise<ResolvedFiles> {
  const location = { sources, directory: config.directory, window }
  const resolved = await resolveFiles(location, open)
  const count = resolved.files.length
  world.log.info(`${sources.join(', ')}: ${count} ${count === 1 ? 'file' : 'files'}`)
  return resolved
}

/** Predictions come from the days that the data has. */
function datesOf(data: ResolvedFiles | undefined, window: Window): Window {
  return data === undefined || data.dates.length === 0 ? window : { dates: data.dates }
}
