import type { Config } from '../config/load.js'
import type { ModelConfig } from '../config/schema.js'
import type { FetchedFile } from '../core/data-source.js'
import { readAs } from '../core/format.js'
import type { EngineLimits, World } from '../core/ports.js'
import { inPhase } from '../core/progress.js'
import type { Converted, WantedColumns } from '../core/raw-files.js'
import { same } from '../core/sql.js'
import { matchOutputs } from '../datasets/outputs.js'
import { ENGINES } from '../engines/index.js'
import { type DatasetPart, pairedPart, partsOf, predictedColumns, settingsOf } from './dataset-parts.js'

/** The files of a dataset as they came. */
export type RawDataset = Readonly<Record<DatasetPart, readonly FetchedFile[]>>

/** The files of a dataset as Parquet, until they are closed. */
export interface ReadableDataset {
  readonly data: readonly FetchedFile[]
  readonly predictions: { readonly files: readonly FetchedFile[]; readonly on: readonly string[] } | null
  close(): Promise<void>
}

/** Converts what is not Parquet, and pairs the output of a batch transform with its input. `columns` = those that are read; null = all. */
export async function makeReadable(
  raw: RawDataset,
  model: ModelConfig,
  config: Config,
  columns: () => Promise<readonly string[] | null>,
  world: World,
): Promise<ReadableDataset> {
  if (isReadable(raw, model)) return asTheyAre(raw, model)
  const names = await columns()
  return await inPhase(
    world.progress.begin('converting'),
    () => convertAll(raw, model, config, names, world),
    () => ({ did: 'converted', files: raw.data.length + raw.predictions.length + raw.input.length }),
  )
}

async function convertAll(
  raw: RawDataset,
  model: ModelConfig,
  config: Config,
  names: readonly string[] | null,
  world: World,
): Promise<ReadableDataset> {
  const { predictions } = model.dataset
  const engine = await ENGINES.duckdb()
  const limits: EngineLimits = { memory: config.defaults.memory_limit, threads: config.defaults.threads }
  const made: Converted[] = []
  const keep = (converted: Converted) => {
    made.push(converted)
    return converted.files
  }
  const close = async () => {
    for (const each of made) await each.close()
  }
  const convert = async (part: DatasetPart) =>
    keep(await engine.convert({ files: raw[part], ...settingsOf(part, model) }, wanted(part, raw, model, names), limits, world))
  const pair = async (part: 'data' | 'input') => {
    const named = (each: DatasetPart) => ({ files: raw[each], ...settingsOf(each, model) })
    const matches = matchOutputs(named(part), named('predictions'), config.directory)
    const inputs = await convert(part)
    const outputs = await convert('predictions')
    const pairs = inputs.flatMap((input, index) => {
      const output = outputs[matches[index] ?? -1]
      return output === undefined ? [] : [{ input, output }]
    })
    return keep(await engine.pair({ pairs, predicted: predictedColumns(model), names }, limits, world))
  }
  try {
    if (predictions?.on === 'rows') return { data: await pair('data'), predictions: null, close }
    const data = await convert('data')
    if (predictions === undefined) return { data, predictions: null, close }
    const files = predictions.input === undefined ? await convert('predictions') : await pair('input')
    return { data, predictions: { files, on: predictions.on }, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** Whether the engine reads the files of a dataset as they are. */
function isReadable(raw: RawDataset, model: ModelConfig): boolean {
  const isParquet = (part: DatasetPart) => raw[part].every(({ uri }) => readAs(uri, settingsOf(part, model)) === 'parquet')
  return pairedPart(model) === null && partsOf(model).every(isParquet)
}

function asTheyAre({ data, predictions }: RawDataset, { dataset }: ModelConfig): ReadableDataset {
  const on = dataset.predictions?.on
  return { data, predictions: on === undefined || on === 'rows' ? null : { files: predictions, on }, async close() {} }
}

/** The columns of a part: those that the run reads, of which some must be here, as they can be nowhere else. */
function wanted(part: DatasetPart, raw: RawDataset, model: ModelConfig, names: readonly string[] | null): WantedColumns {
  const { columns, predictions } = model.dataset
  const predicted = predictedColumns(model)
  const keys = predictions === undefined || predictions.on === 'rows' ? [] : predictions.on
  const elsewhere = [
    ...raw.data.flatMap(({ partition = {} }) => Object.keys(partition)),
    ...(predictions === undefined ? [] : predicted),
  ]
  const required = {
    data: (names ?? []).filter((name) => !elsewhere.some((other) => same(other, name))),
    predictions: pairedPart(model) === null ? [...keys, ...predicted] : predicted,
    input: keys,
  }
  return {
    names,
    required: required[part],
    numbers: [columns.label, ...predicted, ...(columns.weight === undefined ? [] : [columns.weight])],
    prediction: columns.prediction ?? null,
  }
}
