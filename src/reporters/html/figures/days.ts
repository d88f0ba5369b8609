import { addDays, daysFromTo, isCalendarDate } from '../../../core/calendar.js'
import type { DayCounts, Evaluation } from '../../../core/evaluation.js'
import { formatCount, formatShare } from '../../numbers.js'
import { type Column as Drawn, dayChart } from '../charts/days.js'
import { type Column, dataTable } from '../data-table.js'
import { key } from '../figure.js'
import type { DrawnFigure } from '../figures.js'
import { html } from '../markup.js'

const MOST_COLUMNS = 62
const MOST_DAYS = 4000

/** Rows per day, with and without label. */
export async function dayFigure({ dataset }: Evaluation): Promise<DrawnFigure | null> {
  const days = dataset?.days ?? []
  if (days.length === 0) return null
  const each = Math.ceil(withGaps(days).length / MOST_COLUMNS)
  const chart = await dayChart(columnsOf(withGaps(days), each))
  if (chart === null) return null
  return {
    title: 'Rows and labels per day',
    caption: html`${key('full')} rows with a label, ${key('empty')} without; above a column, the share that has one.${each > 1 ? ` Each column is ${each} days.` : ''}`,
    chart,
    table: (rows) => dataTable('Rows and labels per day', COLUMNS, days, rows),
  }
}

const COLUMNS: readonly Column<DayCounts>[] = [
  { head: 'day', isText: true, cell: ({ day }) => day },
  { head: 'rows', cell: ({ rows }) => formatCount(rows) },
  { head: 'without label', cell: ({ rowsWithoutLabel }) => formatCount(rowsWithoutLabel) },
  {
    head: 'labels',
    cell: ({ rows, rowsWithoutLabel }) => (rows === 0 ? '—' : formatShare((rows - rowsWithoutLabel) / rows)),
  },
]

/** A day that has no rows is a gap in the chart. */
function withGaps(days: readonly DayCounts[]): readonly DayCounts[] {
  const [first, last] = [days[0]?.day ?? '', days.at(-1)?.day ?? '']
  if (!(isCalendarDate(first) && isCalendarDate(last)) || last > addDays(first, MOST_DAYS)) return days
  const known = new Map(days.map((day) => [day.day, day]))
  return daysFromTo(first, last).map((day) => known.get(day) ?? { day, rows: 0, rowsWithoutLabel: 0 })
}

function columnsOf(days: readonly DayCounts[], each: number): Drawn[] {
  return Array.from({ length: Math.ceil(days.length / each) }, (_, index) => {
    const part = days.slice(index * each, (index + 1) * each)
    return {
      day: part[0]?.day ?? '',
      rows: part.reduce((sum, { rows }) => sum + rows, 0),
      rowsWithoutLabel: part.reduce((sum, { rowsWithoutLabel }) => sum + rowsWithoutLabel, 0),
    }
  })
}
