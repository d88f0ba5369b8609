import { formatCount, formatShare } from '../../numbers.js'
import { axisOf } from '../axis.js'
import type { Markup } from '../markup.js'
import { draw, FONT_SIZE, type Layer, WIDTH } from './picture.js'
import { ACCENT, axisLeft, linear, MUTED, texts } from './scales.js'

/** Rows of a day, or of some days in a row. */
export interface Column {
  /** Its first day. */
  readonly day: string
  readonly rows: number
  readonly rowsWithoutLabel: number
}

const MARGIN = { top: 24, right: 4, bottom: 26, left: 52 }
const PLOT = WIDTH - MARGIN.left - MARGIN.right
const HEIGHT = 150
const WIDEST = 48

/** A column for each day, oldest left; the part without label is only outlined. Null = it can't be drawn. */
export async function dayChart(columns: readonly Column[]): Promise<Markup | null> {
  const axis = axisOf([0, ...columns.map(({ rows }) => rows)], 3)
  if (axis === null) return null
  const step = PLOT / columns.length
  const width = Math.max(1, Math.min(step - (step > 4 ? 3 : 0), WIDEST))
  const rows = columns.map((column, index) => ({
    ...column,
    left: (index + 0.5) * step - width / 2,
    middle: (index + 0.5) * step,
    labelled: column.rows - column.rowsWithoutLabel,
  }))
  const sides = { x: { field: 'left' }, width: { value: width } }
  const bars: Layer[] = [
    {
      type: 'rect',
      name: 'labelled',
      values: rows,
      enter: { ...sides, y: { scale: 'y', field: 'labelled' }, y2: { scale: 'y', value: 0 }, fill: { value: ACCENT } },
    },
    {
      type: 'rect',
      name: 'unlabelled',
      values: rows.filter(({ rowsWithoutLabel }) => rowsWithoutLabel > 0),
      enter: {
        ...sides,
        y: { scale: 'y', field: 'rows' },
        y2: { scale: 'y', field: 'labelled' },
        stroke: { value: ACCENT },
        fill: { value: ACCENT },
        fillOpacity: { value: 0.15 },
      },
    },
  ]
  const total = columns.reduce((sum, column) => sum + column.rows, 0)
  return await draw({
    label: `${formatCount(total)} rows of ${columns.length} ${columns.length === 1 ? 'column' : 'columns'} from ${columns[0]?.day} to ${columns.at(-1)?.day}, with and without label`,
    margin: MARGIN,
    height: HEIGHT,
    scales: [linear('y', axis, [HEIGHT, 0])],
    panels: [
      { x: 0, y: 0, layers: [...axisLeft(axis, PLOT), ...bars, ...coverage(rows, axis.domain[1], step), dayLabels(rows, step)] },
    ],
  })
}

interface Drawn extends Column {
  readonly middle: number
  readonly labelled: number
}

/** Share of labels above the columns, where there is room for it. */
function coverage(rows: readonly Drawn[], high: number, step: number): Layer[] {
  if (step < 4 * FONT_SIZE) return []
  const labels = rows
    .filter(({ rows }) => rows > 0)
    .map(({ middle, labelled, rows }) => ({ x: middle, y: HEIGHT * (1 - rows / high) - 10, label: formatShare(labelled / rows) }))
  return [texts('coverage', labels, { align: 'center' })]
}

/** As many days as there is room for, without the year. */
function dayLabels(rows: readonly Drawn[], step: number): Layer {
  const every = Math.ceil((3.6 * FONT_SIZE) / step)
  const shown = rows.filter((_, index) => index % every === 0)
  return texts(
    'ticks',
    shown.map(({ day, middle }) => ({ x: middle, y: HEIGHT + 14, label: day.slice(5) })),
    { align: 'center', fill: MUTED },
  )
}
