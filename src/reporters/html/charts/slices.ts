import { formatValue } from '../../numbers.js'
import { type Axis, axisOf, placeOf } from '../axis.js'
import type { Markup } from '../markup.js'
import { fitted } from '../text-width.js'
import { draw, FONT_SIZE, type Layer, WIDTH } from './picture.js'
import { ACCENT, axisBelow, BETTER, linear, MUTED, rowScale, TEXT, texts, WORSE } from './scales.js'

/** A slice as it is drawn. */
export interface DrawnSlice {
  readonly name: string
  readonly value: number | null
  readonly interval: readonly [number, number] | null
  /** What it is compared with. */
  readonly production: number | null
  /** `worse` or `better` than production, or neither. */
  readonly change: 'worse' | 'better' | 'same'
  /** The value in words. */
  readonly label: string
}

const MARGIN = { top: 34, right: 116, bottom: 46, left: 136 }
const PLOT = WIDTH - MARGIN.left - MARGIN.right
const ROW = 26

/** A row for each slice: its value and interval, and how far that is from production. Null = nothing can be drawn. */
export async function sliceChart(
  slices: readonly DrawnSlice[],
  heads: { readonly value: string; readonly axis: string },
): Promise<Markup | null> {
  const axis = axisOf(
    slices.flatMap(({ value, interval, production }) => [value, production, ...(interval ?? [])]),
    4,
  )
  if (axis === null) return null
  const height = slices.length * ROW
  return await draw({
    label: `${heads.axis} of ${slices.length} ${slices.length === 1 ? 'slice' : 'slices'}, with production: ${told(slices)}`,
    margin: MARGIN,
    height,
    scales: [linear('x', axis, [0, PLOT]), rowScale(slices.length, height)],
    panels: [{ x: 0, y: 0, layers: layersOf(slices, heads, axis, height) }],
  })
}

function told(slices: readonly DrawnSlice[]): string {
  const few = slices.slice(0, 3).map(({ name, label, production }) => {
    return `${fitted(name, 200, FONT_SIZE)} ${label}${production === null ? '' : ` (${formatValue(production)})`}`
  })
  return `${few.join(', ')}${slices.length > few.length ? ', …' : ''}`
}

function layersOf(
  slices: readonly DrawnSlice[],
  heads: { readonly value: string; readonly axis: string },
  axis: Axis,
  height: number,
): Layer[] {
  const rows = slices.map((slice, row) => ({
    ...slice,
    row,
    color: COLORS[slice.change],
    low: slice.interval?.[0],
    high: slice.interval?.[1],
  }))
  const middle = (row: number) => (row + 0.5) * ROW
  const y = { scale: 'row', field: 'row', band: 0.5 } as const
  const stored = rows.filter(({ production }) => production !== null)
  const valued = rows.filter(({ value }) => value !== null)
  return [
    ...axisBelow(axis, height),
    {
      type: 'rule',
      name: 'change',
      values: valued.filter(({ production }) => production !== null),
      enter: {
        x: { scale: 'x', field: 'production' },
        x2: { scale: 'x', field: 'value' },
        y,
        stroke: { field: 'color' },
        strokeWidth: { value: 6 },
        strokeOpacity: { value: 0.35 },
      },
    },
    {
      type: 'rule',
      name: 'interval',
      values: valued.filter(({ interval }) => interval !== null),
      enter: {
        x: { scale: 'x', field: 'low' },
        x2: { scale: 'x', field: 'high' },
        y,
        stroke: { field: 'color' },
        strokeWidth: { value: 1.5 },
      },
    },
    {
      type: 'rule',
      name: 'production',
      values: stored,
      enter: {
        x: { scale: 'x', field: 'production' },
        y: { scale: 'row', field: 'row', offset: 5 },
        y2: { scale: 'row', field: 'row', band: 1, offset: -5 },
        stroke: { value: TEXT },
        strokeWidth: { value: 2 },
      },
    },
    {
      type: 'symbol',
      name: 'value',
      values: valued,
      enter: { x: { scale: 'x', field: 'value' }, y, size: { value: 64 }, fill: { field: 'color' } },
    },
    texts(
      'names',
      rows.map(({ name, row }) => ({ x: -MARGIN.left, y: middle(row), label: fitted(name, MARGIN.left - 10, FONT_SIZE) })),
    ),
    texts(
      'labels',
      rows.map(({ label, row }) => ({ x: PLOT + MARGIN.right, y: middle(row), label })),
      { align: 'right' },
    ),
    texts('heads', [{ x: -MARGIN.left, y: -22, label: 'slice' }], { fill: MUTED }),
    texts('heads', [{ x: PLOT + MARGIN.right, y: -22, label: heads.value }], { fill: MUTED, align: 'right' }),
    texts('heads', [{ x: PLOT / 2, y: height + 34, label: fitted(heads.axis, PLOT + 100, FONT_SIZE) }], {
      fill: MUTED,
      align: 'center',
    }),
    ...productionHead(stored, axis),
  ]
}

/** Says what the tick is, above the first one. */
function productionHead(stored: readonly { readonly production: number | null }[], axis: Axis): Layer[] {
  const place = placeOf(stored[0]?.production ?? Number.NaN, axis, [0, PLOT])
  if (Number.isNaN(place)) return []
  const isSame = stored.every(({ production }) => production === stored[0]?.production)
  const label = isSame ? `production ${formatValue(stored[0]?.production ?? null)}` : 'production'
  const half = (label.length * FONT_SIZE * 0.6) / 2
  return [texts('heads', [{ x: Math.min(Math.max(place, half - 20), PLOT + 20 - half), y: -8, label }], { align: 'center' })]
}

const COLORS = { worse: WORSE, better: BETTER, same: ACCENT } as const
