import type { DataPlan, RunPlan } from '../../core/run-plan.js'
import { formatDays, formatSpan } from '../days.js'
import { formatBytes } from '../numbers.js'
import { counted, listed, paragraph, type Section } from './prose.js'

/** Which files and columns, and how many bytes. */
export function dataSections({ data, columns, unseen }: RunPlan, width: number): Section[] {
  if (data === null) return []
  const { sources, predictions, filter } = data
  const apart =
    predictions === null
      ? []
      : [
          `The predictions come from ${listed(predictions.sources)}, ${predictions.on === 'rows' ? 'row by row' : `joined on ${listed(predictions.on)}`}.`,
        ]
  const only = filter === null ? [] : [`Only rows with ${filter} belong to the dataset.`]
  const problem = unseen.find(({ what }) => what === 'files')
  const failed = problem === undefined ? [] : [`The files could not be looked at: ${problem.error.message}`]
  const text = [`Read from ${listed(sources)}${foundText(data)}`, ...apart, ...only, ...failed]
  return [
    { title: 'Data', lines: text.flatMap((each) => paragraph(each, width)) },
    {
      title: 'Columns',
      lines: columns.flatMap(({ name, uses }) => paragraph(`${name}: ${uses.join(', ')}`, width, 2)),
    },
  ]
}

function foundText({ found, timezone }: DataPlan): string {
  if (found === null) return '.'
  const { files, bytes, bytesNeeded, bytesHere, bytesToFetch, missingDates } = found
  const zone = timezone === 'UTC' ? '' : ` (days of ${timezone})`
  const span = formatSpan(found).map((days) => `${days}${zone}, `)
  const gaps = missingDates.length === 0 ? '' : ` There is no partition for ${formatDays(missingDates)}.`
  const needed = bytesNeeded === bytes ? 'All of that' : `Of that, ${formatBytes(bytesNeeded)}`
  const here = bytesHere === 0 ? 'nothing of it is here yet' : `${formatBytes(bytesHere)} are here already`
  const fetched = bytesToFetch === 0 ? 'it is here already' : `${here}, and ${formatBytes(bytesToFetch)} would be fetched`
  return `: ${span.join('')}${counted(files, 'file')} of ${formatBytes(bytes)}. ${needed} is read; ${fetched}.${gaps}`
}
