import { formatValue } from '../../numbers.js'
import { axisOf } from '../axis.js'
import type { Markup } from '../markup.js'
import { fitted } from '../text-width.js'
import { draw, FONT_SIZE, WIDTH } from './picture.js'
import { axisBelow, BETTER, linear, MUTED, rowScale, TEXT, texts, WORSE } from './scales.js'

/** One step of the way from the production score to the score. */
export interface Step {
  readonly name: string
  /** How it changes the score. */
  readonly change: number
  readonly isWorse: boolean
  readonly label: string
}

const MARGIN = { top: 6, right: 110, bottom: 46, left: 136 }
const PLOT = WIDTH - MARGIN.left - MARGIN.right
const ROW = 26

/** From the production score by each step to the score. Null = it can't be drawn. */
export async function waterfallChart(production: number, steps: readonly Step[], axisTitle: string): Promise<Markup | null> {
  let at = production
  const bars = steps.map(({ change, isWorse, ...step }, index) => {
    const from = at
    at += change
    return { ...step, row: index + 1, from, to: at, color: isWorse ? WORSE : BETTER }
  })
  const axis = axisOf([production, ...bars.map(({ to }) => to)])
  if (axis === null) return null
  const rows = steps.length + 2
  const height = rows * ROW
  const ends = [
    { row: 0, at: production, name: 'production', label: formatValue(production) },
    { row: rows - 1, at, name: 'score', label: formatValue(at) },
  ]
  const middle = (row: number) => (row + 0.5) * ROW
  const y = { scale: 'row', field: 'row', band: 0.5 } as const
  const links = [...bars.map(({ row, from }) => ({ row, at: from })), { row: rows - 1, at }]
  return await draw({
    label: `From production ${formatValue(production)} to ${formatValue(at)}: ${steps
      .slice(0, 3)
      .map(({ name, label }) => `${fitted(name, 200, FONT_SIZE)} ${label}`)
      .join(', ')}${steps.length > 3 ? ', …' : ''}`,
    margin: MARGIN,
    height,
    scales: [linear('x', axis, [0, PLOT]), rowScale(rows, height)],
    panels: [
      {
        x: 0,
        y: 0,
        layers: [
          ...axisBelow(axis, height),
          {
            type: 'rule',
            name: 'links',
            values: links,
            enter: {
              x: { scale: 'x', field: 'at' },
              y: { scale: 'row', field: 'row', offset: -ROW / 2 },
              y2: { scale: 'row', field: 'row', offset: ROW / 2 },
              stroke: { value: MUTED },
            },
          },
          {
            type: 'rect',
            name: 'steps',
            values: bars,
            enter: {
              x: { scale: 'x', field: 'from' },
              x2: { scale: 'x', field: 'to' },
              y: { scale: 'row', field: 'row', offset: 6 },
              height: { value: ROW - 12 },
              fill: { field: 'color' },
            },
          },
          {
            type: 'symbol',
            name: 'ends',
            values: ends,
            enter: {
              x: { scale: 'x', field: 'at' },
              y,
              shape: { value: 'diamond' },
              size: { value: 90 },
              fill: { value: TEXT },
            },
          },
          texts(
            'names',
            [...ends, ...bars].map(({ name, row }) => ({
              x: -MARGIN.left,
              y: middle(row),
              label: fitted(name, MARGIN.left - 10, FONT_SIZE),
            })),
          ),
          texts(
            'labels',
            [...ends, ...bars].map(({ label, row }) => ({ x: PLOT + MARGIN.right, y: middle(row), label })),
            { align: 'right' },
          ),
          texts('heads', [{ x: PLOT / 2, y: height + 34, label: fitted(axisTitle, PLOT + 100, FONT_SIZE) }], {
            fill: MUTED,
            align: 'center',
          }),
        ],
      },
    ],
  })
}
