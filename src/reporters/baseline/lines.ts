import type { ChalkInstance } from 'chalk'
import type { BaselineDataset, BaselineDocument } from '../../core/baseline.js'
import type { BaselineChange, BaselineRevision, ScoreChange } from '../../core/baseline-report.js'
import { inColumns } from '../columns.js'
import { formatSpan } from '../days.js'
import { formatBytes, formatCount, formatValue, formatWeight, printable } from '../numbers.js'

/** The rows of a baseline, as far as they are known. */
export function datasetLine(dataset: BaselineDataset | null): string[] {
  if (dataset === null) return []
  const { from, to, files, bytes, rows, rowsScored, rowsWithoutLabel, rowsDropped } = dataset
  const parts = [
    ...formatSpan({ from, to }),
    ...(files === null ? [] : [`${formatCount(files)} ${files === 1 ? 'file' : 'files'}`]),
    ...(bytes === null ? [] : [formatBytes(bytes)]),
    ...(rows === null ? [] : [`${formatCount(rows)} rows`]),
    ...(rowsScored === null ? [] : [`${formatCount(rowsScored)} scored`]),
    ...(rowsWithoutLabel === null || rowsWithoutLabel === 0 ? [] : [`${formatCount(rowsWithoutLabel)} without label`]),
    ...(rowsDropped === null || rowsDropped === 0 ? [] : [`${formatCount(rowsDropped)} dropped for invalid predictions`]),
  ]
  return parts.length === 0 ? [] : [`data       ${printable(parts.join(', '))}`]
}

/** A slice per line; what is not known of any is left out. */
export function sliceLines({ slices, metric }: BaselineDocument): string[] {
  if (slices.length === 0) return []
  const hasErrors = slices.some(({ standardError }) => standardError !== null)
  const isMeasured = slices.some(({ value }) => value !== null)
  const rows = slices.map(({ name, weight, value, standardError, rows: count }) => [
    printable(name),
    formatWeight(weight),
    ...(isMeasured ? [count === null ? '—' : formatCount(count), formatValue(value)] : []),
    ...(hasErrors ? [formatError(standardError)] : []),
  ])
  const head = ['slice', 'weight', ...(isMeasured ? ['rows', printable(metric)] : []), ...(hasErrors ? ['std. error'] : [])]
  return ['', ...inColumns([head, ...rows], [1, 2, 3, 4]), '']
}

export function formatError(standardError: number | null): string {
  return standardError === null ? '—' : String(Number(standardError.toPrecision(3)))
}

/** `0.8712, standard error 0.0123`. */
export function formatScore({ score, standardError }: Pick<BaselineRevision, 'score' | 'standardError'>): string {
  return standardError === null ? formatValue(score) : `${formatValue(score)}, standard error ${formatError(standardError)}`
}

type Compared = Pick<BaselineChange, 'change' | 'differences'>

/** `score      0.8600 → 0.8712 (+0.0112, +1.30 %), standard error 0.0123`. */
export function scoreLine(from: BaselineRevision, to: BaselineRevision, { change, differences }: Compared): string {
  const apart = change !== null ? ` (${formatChange(change)})` : (differences ?? []).length > 0 ? ', of another definition' : ''
  const error = to.standardError === null ? '' : `, standard error ${formatError(to.standardError)}`
  return `score      ${formatValue(from.score)} → ${formatValue(to.score)}${apart}${error}`
}

/** In what two definitions differ; nothing where they do not. */
export function differenceLines(differences: readonly string[] | null, chalk: ChalkInstance): string[] {
  const lines = (differences ?? []).map(printable)
  return lines.map((line, index) => chalk.yellow(`${index === 0 ? 'differs    ' : '           '}${line}`))
}

/** `+0.0112, +1.30 %`. */
function formatChange({ absolute, relative }: ScoreChange): string {
  const share = relative === null ? [] : [`${sign(relative)}${Math.abs(relative * 100).toFixed(2)} %`]
  return [formatSigned(absolute), ...share].join(', ')
}

export function formatSigned(value: number): string {
  return `${sign(value)}${formatValue(Math.abs(value))}`
}

function sign(value: number): string {
  return value < 0 ? '−' : '+'
}
