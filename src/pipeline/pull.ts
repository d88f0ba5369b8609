import type { Config } from '../config/load.js'
import type { ModelConfig } from '../config/schema.js'
import type { FetchedFile, Needs } from '../core/data-source.js'
import type { AwsSettings, World } from '../core/ports.js'
import { type Pulled, pullFiles } from '../datasets/pull.js'
import { type ResolvedFiles, resolveFiles } from '../datasets/resolve.js'
import { isoDate, type Window } from '../datasets/window.js'
import { openSources, type Sources } from './sources.js'

export interface RunOptions {
  /** The last day that may enter the dataset, `YYYY-MM-DD`; null = the newest. */
  readonly date: string | null
  /** Instead of the window of the config: all days from the first to the last, `YYYY-MM-DD`. */
  readonly span: { readonly from: string; readonly to: string } | null
  /** Requests at once, at most. */
  readonly concurrency: number
  /** False = fetch everything anew and keep nothing. */
  readonly cache: boolean
}

/** Where the caller asks for nothing else. */
export const RUN_DEFAULTS: RunOptions = { date: null, span: null, concurrency: 16, cache: true }

export interface PulledDataset extends Omit<Pulled, 'files'> {
  readonly data: readonly FetchedFile[]
  readonly predictions: { readonly files: readonly FetchedFile[]; readonly on: readonly string[] } | null
  /** Where the files are, for people. */
  readonly place: string
  /** The files can be read until then. */
  close(): Promise<void>
}

/** Makes the drift dataset of a model readable here. */
export async function pullDataset(model: ModelConfig, config: Config, options: RunOptions, world: World): Promise<PulledDataset> {
  const { dataset } = model
  const sources = openSources(awsSettings(model, config), world)
  const needs: Needs = { columns: null, time: null }
  const limits = { concurrency: options.concurrency, maxBytes: dataset.max_bytes ?? config.defaults.max_bytes ?? null }
  try {
    const pull = (source: string | readonly string[], window: Window) =>
      pullFiles(() => resolve(source, window, config, options, sources, world), sources.open, needs, limits, world.log)
    const pulled = await pull(dataset.source, windowOf(model))
    const keptApart = dataset.predictions
    if (keptApart?.on === 'rows') throw new Error('predictions.on: rows is not there yet')
    const predictions = keptApart && (await pull(keptApart.source, datesOf(pulled, model)))
    const [first] = pulled.files
    return {
      ...pulled,
      bytes: pulled.bytes + (predictions?.bytes ?? 0),
      bytesFetched: pulled.bytesFetched + (predictions?.bytesFetched ?? 0),
      data: pulled.files,
      predictions: keptApart && predictions ? { files: predictions.files, on: keptApart.on } : null,
      place: first === undefined ? '' : (await sources.open(first.uri)).place,
      close: sources.close,
    }
  } catch (error) {
    await sources.close()
    throw error
  }
}

function awsSettings({ dataset }: ModelConfig, { defaults }: Config): AwsSettings {
  const anonymous = dataset.anonymous ?? defaults.anonymous
  const requesterPays = dataset.requester_pays ?? defaults.requester_pays
  const expectedBucketOwner = dataset.expected_bucket_owner ?? defaults.expected_bucket_owner
  return {
    region: defaults.region,
    ...(anonymous !== undefined && { anonymous }),
    ...(requesterPays !== undefined && { requesterPays }),
    ...(expectedBucketOwner !== undefined && { expectedBucketOwner }),
  }
}

async function resolve(
  source: string | readonly string[],
  window: Window,
  config: Config,
  { date }: RunOptions,
  sources: Sources,
  world: World,
): Promise<ResolvedFiles> {
  const location = {
    sources: [source].flat(),
    directory: config.directory,
    window,
    date,
    today: isoDate(world.now()),
  }
  const resolved = await resolveFiles(location, sources.open)
  const count = resolved.files.length
  world.log.info(`${location.sources.join(', ')}: ${count} ${count === 1 ? 'file' : 'files'}`)
  return resolved
}

function windowOf({ dataset }: ModelConfig): Window {
  return dataset.latest === undefined ? { days: dataset.window ?? 1 } : { latest: dataset.latest }
}

/** Predictions come from the days that the data has. */
function datesOf(data: Pulled, model: ModelConfig): Window {
  return data.dates.length === 0 ? windowOf(model) : { dates: data.dates }
}
