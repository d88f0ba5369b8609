import type { DatasetFacts, DayCounts, Unmatched } from '../core/evaluation.js'
import { formatDays, formatSpan } from './days.js'
import { formatBytes, formatCount, formatShare } from './numbers.js'

/** What the dataset is, and what it lacks. */
export function dataLines(dataset: DatasetFacts): string[] {
  const { files, bytes, rows, rowsScored, rowsWithoutLabel, rowsDropped, missingDates } = dataset
  const size = `${formatCount(files)} ${files === 1 ? 'file' : 'files'}, ${formatBytes(bytes)}`
  const lost = [
    ...(rowsWithoutLabel > 0 ? [`${formatCount(rowsWithoutLabel)} without label`] : []),
    ...(rowsDropped > 0 ? [`${formatCount(rowsDropped)} dropped for invalid predictions`] : []),
  ]
  const counts = [`${formatCount(rows)} rows`, `${formatCount(rowsScored)} scored`, ...lost].join(', ')
  const gaps = missingDates.length === 0 ? [] : [`missing    no partition for ${formatDays(missingDates)}`]
  return [
    `data       ${[...formatSpan(dataset), size, counts].join(', ')}`,
    ...gaps,
    ...unmatchedLine(dataset.unmatched),
    ...labelLine(dataset.days),
  ]
}

function unmatchedLine(unmatched: Unmatched | null): string[] {
  const { rows = 0, predictions = null } = unmatched ?? {}
  const parts = [
    ...(rows === 0 ? [] : [`${formatCount(rows)} ${rows === 1 ? 'row' : 'rows'} without prediction`]),
    ...(predictions === null || predictions === 0
      ? []
      : [`${formatCount(predictions)} ${predictions === 1 ? 'prediction' : 'predictions'} without row`]),
  ]
  return parts.length === 0 ? [] : [`unmatched  ${parts.join(', ')}`]
}

/** The days that have clearly fewer labels than the others, in one line. */
function labelLine(days: readonly DayCounts[]): string[] {
  const counted = days.filter(({ rows }) => rows > 0)
  const shares = counted.map((day) => shareOf([day])).sort((a, b) => a - b)
  const usual = shares[Math.ceil(0.75 * shares.length) - 1]
  if (usual === undefined) return []
  const isLow = (day: DayCounts) => usual - shareOf([day]) > Math.max(LEAST_GAP, 1 / Math.sqrt(day.rows))
  const low = counted.filter(isLow)
  if (low.length === 0) return []
  const others = counted.filter((day) => !isLow(day))
  return [`labels     ${named(low)}: ${formatShare(shareOf(low))}, other days ${formatShare(shareOf(others))}`]
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
