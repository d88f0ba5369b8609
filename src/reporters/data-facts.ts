import type { DatasetFacts, DayCounts, Unmatched } from '../core/evaluation.js'
import { formatDays, formatSpan } from './days.js'
import { formatBytes, formatCount, formatShare } from './numbers.js'

type Fact = readonly [label: string, text: string]

/** What the dataset is, and what it lacks. */
export function dataFacts(dataset: DatasetFacts): Fact[] {
  const { files, bytes, bytesFetched, missingDates } = dataset
  const size = bytesFetched === 0 ? formatBytes(bytes) : `${formatBytes(bytesFetched)} of ${formatBytes(bytes)} fetched`
  const count = `${formatCount(files)} ${files === 1 ? 'file' : 'files'}`
  return [
    ['data', [...formatSpan(dataset), count, size].join(', ')],
    ...(missingDates.length === 0 ? [] : [['missing', `no partition for ${formatDays(missingDates)}`] as const]),
    ['rows', rowText(dataset)],
    ...unmatchedFact(dataset.unmatched),
    ...labelFact(dataset.days),
  ]
}

function rowText({ rows, rowsScored, rowsWithoutLabel, rowsDropped }: DatasetFacts): string {
  return [
    `${formatCount(rows)} in all`,
    `${formatCount(rowsScored)} scored`,
    ...(rows === 0 ? [] : [`${formatShare((rows - rowsWithoutLabel) / rows)} have a label`]),
    ...(rowsWithoutLabel > 0 ? [`${formatCount(rowsWithoutLabel)} without`] : []),
    ...(rowsDropped > 0 ? [`${formatCount(rowsDropped)} dropped for invalid predictions`] : []),
  ].join(', ')
}

function unmatchedFact(unmatched: Unmatched | null): Fact[] {
  const { rows = 0, predictions = null } = unmatched ?? {}
  const parts = [
    ...(rows === 0 ? [] : [`${formatCount(rows)} ${rows === 1 ? 'row' : 'rows'} without prediction`]),
    ...(predictions === null || predictions === 0
      ? []
      : [`${formatCount(predictions)} ${predictions === 1 ? 'prediction' : 'predictions'} without row`]),
  ]
  return parts.length === 0 ? [] : [['unmatched', parts.join(', ')]]
}

/** The days that have clearly fewer labels than the others. */
function labelFact(days: readonly DayCounts[]): Fact[] {
  const counted = days.filter(({ rows }) => rows > 0)
  const shares = counted.map((day) => shareOf([day])).sort((a, b) => a - b)
  const usual = shares[Math.ceil(0.75 * shares.length) - 1]
  if (usual === undefined) return []
  const isLow = (day: DayCounts) => usual - shareOf([day]) > Math.max(LEAST_GAP, 1 / Math.sqrt(day.rows))
  const low = counted.filter(isLow)
  if (low.length === 0) return []
  const others = counted.filter((day) => !isLow(day))
  return [['labels', `${named(low)}: ${formatShare(shareOf(low))}, other days ${formatShare(shareOf(others))}`]]
}

/** Below the upper quartile of the days; of few rows, chance alone makes more. */
const LEAST_GAP = 0.1

function shareOf(days: readonly DayCounts[]): number {
  const [rows, missing] = days.reduce(([all, without], day) => [all + day.rows, without + day.rowsWithoutLabel] as const, [0, 0])
  return (rows - missing) / rows
}

function named(days: readonly DayCounts[]): string {
  const written = formatDays(days.map(({ day }) => day))
  const [first, last] = [days[0]?.day, days.at(-1)?.day]
  return days.length > 3 && written.includes(',') ? `${days.length} days from ${first} to ${last}` : written
}
