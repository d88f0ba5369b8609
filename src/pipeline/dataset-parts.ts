import type { ModelConfig } from '../config/schema.js'
import type { ReadFormat } from '../core/format.js'

/** The sources of a dataset: its own, that of predictions that are kept apart, and that of the rows these belong to. */
export type DatasetPart = 'data' | 'predictions' | 'input'

export interface PartSettings extends ReadFormat {
  /** Empty = there is no such part. */
  readonly sources: readonly string[]
  /** Where the source stands in the config, for messages. */
  readonly key: string
  /** Where the names of columns stand. */
  readonly columnNamesKey: string
}

/** What the config says about a part. */
export function settingsOf(part: DatasetPart, { dataset }: ModelConfig): PartSettings {
  const { predictions } = dataset
  switch (part) {
    case 'data':
      return settings(dataset.source, 'dataset.source', dataset.format, dataset.column_names, 'dataset.column_names')
    case 'predictions': {
      const { source, format, column_names: names } = predictions ?? {}
      return settings(source, 'dataset.predictions.source', format, names, 'dataset.predictions.column_names')
    }
    case 'input': {
      const { input, input_column_names: names } = predictions ?? {}
      return settings(input, 'dataset.predictions.input', undefined, names, 'dataset.predictions.input_column_names')
    }
  }
}

/** The parts that a dataset has. */
export function partsOf(model: ModelConfig): DatasetPart[] {
  return DATASET_PARTS.filter((part) => settingsOf(part, model).sources.length > 0)
}

const DATASET_PARTS: readonly DatasetPart[] = ['data', 'predictions', 'input']

/** Whether predictions belong to rows by their place: those of the dataset, or of an input that is neither. */
export function pairedPart({ dataset: { predictions } }: ModelConfig): 'data' | 'input' | null {
  if (predictions?.on === 'rows') return 'data'
  return predictions?.input === undefined ? null : 'input'
}

/** Columns that come from predictions that are kept apart, whatever the dataset has. */
export function predictedColumns({ dataset: { columns } }: ModelConfig): string[] {
  const { prediction, probabilities = {} } = columns
  return [...(prediction === undefined ? [] : [prediction]), ...Object.values(probabilities)]
}

function settings(
  source: string | readonly string[] = [],
  key: string,
  format: PartSettings['format'] = null,
  columnNames: PartSettings['columnNames'] = null,
  columnNamesKey: string,
): PartSettings {
  return { sources: [source].flat(), key, format, columnNames, columnNamesKey }
}
