import type { Point } from '../../history-chart.js'
import { formatValue } from '../../numbers.js'
import { axisOf, placeOf } from '../axis.js'
import type { Markup } from '../markup.js'
import { draw, type Layer, WIDTH } from './picture.js'
import { ACCENT, axisLeft, linear, MUTED, TEXT, texts } from './scales.js'

/** A run of the model. */
export interface DatedPoint extends Point {
  /** ISO 8601, UTC. */
  readonly at: string
  readonly interval: readonly [number, number] | null
}

const MARGIN = { top: 12, right: 128, bottom: 44, left: 52 }
const PLOT = WIDTH - MARGIN.left - MARGIN.right
const HEIGHT = 180

/** Scores over time with production score, limit and the starts of trainings. Null where fewer than two runs have a score. */
export async function historyChart(points: readonly DatedPoint[]): Promise<Markup | null> {
  if (points.filter(({ score }) => score !== null).length < 2) return null
  const axis = axisOf(
    points.flatMap(({ score, production, limit, interval }) => [score, production, limit, ...(interval ?? [])]),
    4,
  )
  const times = points.map(({ at }) => Date.parse(at))
  const [first, last] = [Math.min(...times), Math.max(...times)]
  if (axis === null || !(first < last)) return null
  const time = { domain: [first, last], ticks: [], format: String } as const
  const dated = points.map((point, index) => ({
    ...point,
    time: times[index] ?? first,
    low: point.interval?.[0],
    high: point.interval?.[1],
    // Of a run that has no score, the sign stands at the lower edge.
    signY: point.score === null ? HEIGHT - 6 : placeOf(point.score, axis, [HEIGHT, 0]),
  }))
  const scored = dated.filter(({ score }) => score !== null)
  const starts = dated.filter(({ hasStarted }) => hasStarted)
  const latest = dated.at(-1)
  const ends = (['production', 'score', 'limit'] as const).flatMap((key) => {
    const value = dated.findLast((point) => point[key] !== null)?.[key] ?? null
    return value === null ? [] : [{ label: `${key} ${formatValue(value)}`, y: placeOf(value, axis, [HEIGHT, 0]) }]
  })
  const x = { scale: 'x', field: 'time' }
  return await draw({
    label: `Scores of ${scored.length} runs from ${day(first)} to ${day(last)}: ${ends.map(({ label }) => label).join(', ')}; ${starts.length} trainings started; last verdict ${latest?.mark ?? 'none'}`,
    margin: MARGIN,
    height: HEIGHT,
    scales: [linear('x', time, [0, PLOT]), linear('y', axis, [HEIGHT, 0])],
    panels: [
      {
        x: 0,
        y: 0,
        layers: [
          ...axisLeft(axis, PLOT),
          {
            type: 'rule',
            name: 'trainings',
            values: starts,
            enter: {
              x,
              y: { value: 0 },
              y2: { value: HEIGHT + 6 },
              stroke: { value: ACCENT },
              strokeDash: { value: [1, 3] },
              strokeWidth: { value: 1.5 },
            },
          },
          line('production', dated, TEXT, [], 'step-after'),
          line('limit', dated, 'var(--bad)', [5, 3], 'step-after'),
          {
            type: 'rule',
            name: 'interval',
            values: scored.filter(({ interval }) => interval !== null),
            enter: {
              x,
              y: { scale: 'y', field: 'low' },
              y2: { scale: 'y', field: 'high' },
              stroke: { value: ACCENT },
              strokeOpacity: { value: 0.5 },
            },
          },
          line('score', dated, ACCENT, [], 'linear'),
          ...signs(dated),
          {
            type: 'symbol',
            name: 'starts',
            values: starts,
            enter: {
              x,
              y: { value: HEIGHT + 10 },
              shape: { value: 'triangle-up' },
              size: { value: 70 },
              fill: { value: ACCENT },
            },
          },
          texts(
            'ends',
            apart(ends).map(({ label, y }) => ({ label, y, x: PLOT + 8 })),
          ),
          ...([0, 1] as const).map((share) =>
            texts('ticks', [{ x: share * PLOT, y: HEIGHT + 32, label: day(share === 0 ? first : last) }], {
              align: 'center',
              fill: MUTED,
            }),
          ),
        ],
      },
    ],
  })
}

function line(
  key: 'score' | 'production' | 'limit',
  points: readonly object[],
  color: string,
  dash: readonly number[],
  interpolate: string,
): Layer {
  return {
    type: 'line',
    name: key,
    values: points,
    enter: {
      x: { scale: 'x', field: 'time' },
      y: { scale: 'y', field: key },
      defined: { signal: `isValid(datum.${key})` },
      interpolate: { value: interpolate },
      stroke: { value: color },
      strokeWidth: { value: key === 'score' ? 2 : 1.5 },
      ...(dash.length === 0 ? {} : { strokeDash: { value: [...dash] } }),
    },
  }
}

/** A sign for the verdict of each run: its form tells it without its colour, too. */
function signs(points: readonly (DatedPoint & { readonly time: number })[]): Layer[] {
  return SIGNS.map(({ mark, shape, color }) => ({
    type: 'symbol',
    name: mark,
    values: points.filter((point) => point.mark === mark),
    enter: {
      x: { scale: 'x', field: 'time' },
      y: { field: 'signY' },
      shape: { value: shape },
      size: { value: mark === 'drifted' ? 90 : 44 },
      fill: { value: color },
      stroke: { value: 'var(--bg)' },
    },
  }))
}

const SIGNS = [
  { mark: 'none', shape: 'circle', color: ACCENT },
  { mark: 'healthy', shape: 'circle', color: 'var(--good)' },
  { mark: 'suspected', shape: 'diamond', color: 'var(--warn)' },
  { mark: 'inconclusive', shape: 'square', color: 'var(--warn)' },
  { mark: 'drifted', shape: 'cross', color: 'var(--bad)' },
  { mark: 'error', shape: 'triangle-down', color: 'var(--bad)' },
] as const

/** Labels so far from one another that each can be read, in their order. */
function apart(labels: readonly { readonly label: string; readonly y: number }[]): { label: string; y: number }[] {
  let below = Number.NEGATIVE_INFINITY
  return [...labels]
    .sort((a, b) => a.y - b.y)
    .map(({ label, y }) => {
      below = Math.max(y, below + 16)
      return { label, y: below }
    })
}

function day(time: number): string {
  return new Date(time).toISOString().slice(0, 10)
}
