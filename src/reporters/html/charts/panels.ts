import type { ResidualBin, SliceChart } from '../../../core/appendix.js'
import { formatCount } from '../../numbers.js'
import { type Axis, axisOf } from '../axis.js'
import type { Markup } from '../markup.js'
import { fitted } from '../text-width.js'
import { draw, FONT_SIZE, type Layer, WIDTH } from './picture.js'
import { ACCENT, axisBelow, axisLeft, linear, MUTED, TEXT, texts } from './scales.js'

const PER_LINE = 3
const MARGIN = { top: 36, right: 12, bottom: 44, left: 48 }
const GAP = 20
const SIDE = (WIDTH - MARGIN.left - MARGIN.right - GAP * (PER_LINE - 1)) / PER_LINE
const LINE = SIDE + 86

interface Panels {
  readonly label: string
  readonly x: Axis
  readonly y: Axis
  readonly titleX: string
  readonly titleY: string
  layers(chart: SliceChart): readonly Layer[]
}

/** How often rows of a prediction are positive, for each slice that has it. */
export async function calibrationChart(charts: readonly SliceChart[]): Promise<Markup | null> {
  const drawn = charts.filter(({ calibration }) => calibration !== null && calibration.length > 0)
  return await panelsOf(drawn, {
    label: 'Observed share of positive labels by mean prediction',
    x: SHARES,
    y: SHARES,
    titleX: 'mean prediction',
    titleY: 'observed share',
    layers: ({ calibration }) => [
      diagonal(),
      curve('calibration', calibration ?? [], 'meanPrediction', 'observed'),
      {
        type: 'symbol',
        name: 'bins',
        values: calibration ?? [],
        enter: {
          x: { scale: 'x', field: 'meanPrediction' },
          y: { scale: 'y', field: 'observed' },
          size: { value: 22 },
          fill: { value: ACCENT },
        },
      },
    ],
  })
}

/** The rates of true and false positives over all thresholds, for each slice that has them. */
export async function rocChart(charts: readonly SliceChart[]): Promise<Markup | null> {
  return await panelsOf(
    charts.filter(({ roc }) => roc !== null && roc.length > 1),
    {
      label: 'True positive rate by false positive rate',
      x: SHARES,
      y: SHARES,
      titleX: 'false positive rate',
      titleY: 'true positive rate',
      layers: ({ roc }) => [diagonal(), curve('roc', roc ?? [], 'falsePositiveRate', 'truePositiveRate')],
    },
  )
}

/** How far predictions are off, as shares of the rows, for each slice that has it. */
export async function residualChart(charts: readonly SliceChart[]): Promise<Markup | null> {
  const drawn = charts.flatMap((chart) => {
    const residuals = chart.residuals ?? []
    const total = residuals.reduce((sum, { rows }) => sum + rows, 0)
    return total === 0 ? [] : [{ ...chart, bins: residuals.map((bin) => ({ ...bin, share: (100 * bin.rows) / total })) }]
  })
  const bins = new Map(drawn.map(({ name, bins }) => [name, bins]))
  const all = [...bins.values()].flat()
  const x = axisOf([0, ...all.flatMap(({ from, to }) => [from, to])], 3)
  const y = axisOf([0, ...all.map(({ share }) => share)], 3)
  if (x === null || y === null) return null
  return await panelsOf(drawn, {
    label: 'Rows by prediction minus label',
    x,
    y,
    titleX: 'prediction − label',
    titleY: '% of rows',
    layers: ({ name }) => [
      {
        type: 'rect',
        name: 'residuals',
        values: (bins.get(name) ?? []).map((bin) => ({ ...bin, right: rightOf(bin, x) })),
        enter: {
          x: { scale: 'x', field: 'from' },
          x2: { scale: 'x', field: 'right' },
          y: { scale: 'y', field: 'share' },
          y2: { scale: 'y', value: 0 },
          fill: { value: ACCENT },
        },
      },
      {
        type: 'rule',
        name: 'zero',
        values: [{}],
        enter: { x: { scale: 'x', value: 0 }, y2: { value: SIDE }, stroke: { value: TEXT }, strokeDash: { value: [3, 3] } },
      },
    ],
  })
}

/** Where a bar ends: wide ones stand apart, and the narrowest can still be seen. */
function rightOf({ from, to }: ResidualBin, { domain: [low, high] }: Axis): number {
  const pixel = (high - low) / SIDE
  return to - from > 4 * pixel ? to - pixel : Math.max(to, from + pixel)
}

const SHARES: Axis = { domain: [0, 1], ticks: [0, 0.5, 1], format: String }

async function panelsOf(charts: readonly SliceChart[], { label, x, y, titleX, titleY, layers }: Panels): Promise<Markup | null> {
  if (charts.length === 0) return null
  const lines = Math.ceil(charts.length / PER_LINE)
  return await draw({
    label: `${label}: ${charts.map(({ name }) => fitted(name ?? 'all rows', 200, FONT_SIZE)).join(', ')}`,
    margin: MARGIN,
    height: lines * LINE - (LINE - SIDE),
    scales: [linear('x', x, [0, SIDE]), linear('y', y, [SIDE, 0])],
    panels: charts.map((chart, index) => ({
      x: (index % PER_LINE) * (SIDE + GAP),
      y: Math.floor(index / PER_LINE) * LINE,
      layers: [
        ...axisBelow(x, SIDE),
        ...axisLeft(y, SIDE, index % PER_LINE === 0),
        ...layers(chart),
        texts('names', [{ x: 0, y: -26, label: fitted(chart.name ?? 'all rows', SIDE, FONT_SIZE) }]),
        texts('heads', [{ x: 0, y: -11, label: `${formatCount(chart.rows)} rows` }], { fill: MUTED }),
        texts('heads', [{ x: SIDE / 2, y: SIDE + 32, label: titleX }], { align: 'center', fill: MUTED }),
        ...(index % PER_LINE === 0 ? [sideTitle(titleY)] : []),
      ],
    })),
  })
}

function diagonal(): Layer {
  return {
    type: 'rule',
    name: 'diagonal',
    values: [{}],
    enter: {
      x: { value: 0 },
      y: { value: SIDE },
      x2: { value: SIDE },
      y2: { value: 0 },
      stroke: { value: MUTED },
      strokeDash: { value: [3, 3] },
    },
  }
}

function curve(name: string, values: readonly object[], x: string, y: string): Layer {
  return {
    type: 'line',
    name,
    values,
    enter: { x: { scale: 'x', field: x }, y: { scale: 'y', field: y }, stroke: { value: ACCENT }, strokeWidth: { value: 1.75 } },
  }
}

function sideTitle(label: string): Layer {
  return {
    type: 'text',
    name: 'heads',
    values: [{ label }],
    enter: {
      x: { value: -33 },
      y: { value: SIDE / 2 },
      text: { field: 'label' },
      align: { value: 'center' },
      angle: { value: -90 },
      fill: { value: MUTED },
    },
  }
}
