import type { Interval } from '../../core/evaluation.js'
import type { Scale } from '../sparkline.js'

/** What is drawn on one line: a value with its interval, and what it is compared with. */
export interface Plotted {
  readonly value: number | null
  readonly interval: Interval | null
  readonly production: number | null
}

/**
 * One scale for all lines: from the least to the greatest of values and production scores, and as far beyond as
 * intervals reach. An interval that would make all the rest small is cut off. Null where nothing can be told apart.
 */
export function plotScale(lines: readonly Plotted[]): Scale | null {
  const points = lines.flatMap(({ value, production }) => [value, production]).filter((point) => point !== null)
  const ends = lines.flatMap(({ interval }) => interval ?? [])
  if (points.length === 0) return null
  const [low, high] = [least(points), greatest(points)]
  // Of one point, or of points that are all alike, the intervals alone make the scale.
  const reach = high > low ? REACH * (high - low) : Number.POSITIVE_INFINITY
  const scale = { low: Math.max(least([low, ...ends]), low - reach), high: Math.min(greatest([high, ...ends]), high + reach) }
  return Number.isFinite(scale.high - scale.low) && scale.high > scale.low ? scale : null
}

/** How much farther than the points the scale may go at either end, in their range. */
const REACH = 2

/** `├──●──┤  │` in exactly so many columns: the value in its interval, and the production score. */
export function plot({ value, interval, production }: Plotted, scale: Scale, width: number): string {
  const cells = Array.from({ length: width }, () => ' ')
  const place = (at: number) =>
    Math.min(Math.max(Math.round(((at - scale.low) / (scale.high - scale.low)) * (width - 1)), 0), width - 1)
  if (value !== null && interval !== null) {
    const [from, to] = [place(interval[0]), place(interval[1])]
    cells.fill('─', from, to + 1)
    cells[from] = interval[0] < scale.low ? '◂' : '├'
    cells[to] = interval[1] > scale.high ? '▸' : '┤'
  }
  const point = value === null ? null : place(value)
  if (point !== null) cells[point] = '●'
  if (production === null) return cells.join('')
  const mark = place(production)
  cells[mark] = mark === point ? '◆' : cells[mark] === ' ' ? '│' : '┼'
  return cells.join('')
}

/** The ends of the scale, `0.54      0.88`, with as many digits as tell them apart. */
export function plotHead({ low, high }: Scale, width: number): string {
  const digits = Math.ceil(-Math.log10(high - low)) + 1
  const isPlain = digits <= 6 && Math.max(Math.abs(low), Math.abs(high)) < 1e6
  const [left, right] = [low, high].map((end) => (isPlain ? end.toFixed(Math.max(0, digits)) : end.toExponential(1)))
  const space = width - `${left}${right}`.length
  return space < 1 ? '' : `${left}${' '.repeat(space)}${right}`
}

function least(values: readonly number[]): number {
  return values.reduce((a, b) => Math.min(a, b))
}

function greatest(values: readonly number[]): number {
  return values.reduce((a, b) => Math.max(a, b))
}
