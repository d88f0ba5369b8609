import type { Inspection } from '../../core/inspection.js'
import { formatDays } from '../days.js'
import { formatBytes, formatCount } from '../numbers.js'
import { type Canvas, clipped, shown } from './canvas.js'
import { columnLines } from './columns.js'
import { histogramLines } from './histogram.js'

/** What was found, for people. `most` = columns that are told, at most. */
export function inspectionTable(inspection: Inspection, most: number, canvas: Canvas): string {
  const { columns, rowsScanned, histogram, contradictions } = inspection
  const told = columns.slice(0, most)
  const more = columns.length - told.length
  const lines = [
    ...facts(inspection, canvas),
    '',
    ...columnLines(told, rowsScanned, canvas),
    ...(more === 0 ? [] : [`and ${formatCount(more)} more columns (--all-columns shows them)`]),
    '',
    ...(histogram === null ? [withoutHistogram(inspection)] : histogramLines(histogram, canvas)),
    ...limits(inspection),
    ...contradictions.map((sentence) => `differs    ${clipped(sentence, 1000, canvas)}`),
  ]
  return `${lines.join('\n')}\n`
}

function facts({ sources, template, partitions, files, rows, columns, roles }: Inspection, canvas: Canvas): string[] {
  const found = Object.entries(roles).filter(([, name]) => name !== null)
  const { from, to, days, missingDates, folders } = partitions
  const gaps = missingDates.length === 0 ? '' : `, none for ${formatDays(missingDates)}`
  const count = `${formatCount(files.found)} ${files.found === 1 ? 'file' : 'files'}`
  const fetched = files.bytesFetched === 0 ? [] : [`${formatBytes(files.bytesFetched)} fetched`]
  return [
    ...sources.map((source, index) => `${index === 0 ? 'source     ' : '           '}${clipped(source, 1000, canvas)}`),
    ...(template === null ? [] : [`as days    ${clipped(template, 1000, canvas)}`]),
    `files      ${[count, formatBytes(files.bytes), files.formats.join(' and '), ...fetched].join(', ')}`,
    ...(from === null || to === null ? [] : [`days       ${formatCount(days)}, ${from} to ${to}${gaps}`]),
    ...(folders.length === 0
      ? []
      : [`folders    ${folders.map(({ name, values }) => `${clipped(name, 40, canvas)} (${formatCount(values)})`).join(', ')}`]),
    `rows       ${formatCount(rows)}, ${formatCount(columns.length)} ${columns.length === 1 ? 'column' : 'columns'}`,
    ...(found.length === 0
      ? []
      : [`likely     ${found.map(([role, name]) => `${role} ${clipped(name ?? '', 40, canvas)}`).join(shown(', ', canvas))}`]),
  ]
}

/** What the numbers are not of. */
function limits({ files, rows, rowsScanned, columns }: Inspection): string[] {
  const hasFooters = columns.some(({ statistics }) => statistics === 'footer')
  return [
    ...(files.read === files.found
      ? []
      : [`sample     rows and columns are those of the newest ${formatCount(files.read)} of ${formatCount(files.found)} files`]),
    ...(rowsScanned === rows
      ? []
      : [`sample     distinct and values are of ${formatCount(rowsScanned)} of ${formatCount(rows)} rows, of the newest files`]),
    ...(hasFooters ? ['           nulls and ranges are of all rows, by the statistics of the files'] : []),
  ]
}

function withoutHistogram({ roles }: Inspection): string {
  const { label, prediction } = roles
  if (label !== null && prediction !== null) return 'no histogram: no scanned row has a label and a prediction'
  return 'no histogram: no label and prediction were recognised (--label, --prediction)'
}
