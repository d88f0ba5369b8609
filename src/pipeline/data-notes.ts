import type { ModelConfig } from '../config/schema.js'
import type { ScanResult } from '../core/ports.js'
import type { PulledDataset } from './pull.js'

/** What a reader must know of the rows that the dataset has and lacks. */
export function dataNotes(model: ModelConfig, dataset: PulledDataset, result: ScanResult): string[] {
  return [...emptyNote(model, dataset, result), ...timeNote(dataset, result), ...unmatchedNote(model, result)]
}

function emptyNote(
  { dataset: { filter } }: ModelConfig,
  { data, from, to, time }: PulledDataset,
  { rows }: ScanResult,
): string[] {
  if (rows > 0) return []
  const [first] = data
  const more = data.length > 1 ? ` and ${data.length - 1} more` : ''
  const span = from === null ? `up to ${to}` : from === to ? `of ${to}` : `from ${from} to ${to}`
  const demands = [
    ...(time === null ? [] : [`is ${span} (${time.column})`]),
    ...(filter === undefined ? [] : ['passes dataset.filter']),
  ]
  const why =
    demands.length === 0
      ? `${first?.uri}${more} ${more === '' ? 'has' : 'have'} no rows`
      : `no row of ${first?.uri}${more} ${demands.join(' and ')}`
  return [`the dataset is empty: ${why}`]
}

function timeNote({ time }: PulledDataset, { rowsWithoutTime: count }: ScanResult): string[] {
  if (time === null || count === 0) return []
  return [`${count} ${count === 1 ? 'row has' : 'rows have'} no ${time.column} and ${count === 1 ? 'is' : 'are'} left out`]
}

function unmatchedNote({ dataset }: ModelConfig, { unmatched }: ScanResult): string[] {
  if (unmatched === null || unmatched.rows === 0 || dataset.on_invalid_prediction === 'fail') return []
  const { rows } = unmatched
  const [who, have] = rows === 1 ? ['1 row has', 'it has'] : [`${rows} rows have`, 'they have']
  return [`${who} no prediction: left out where ${have} a label (on_invalid_prediction: drop)`]
}
