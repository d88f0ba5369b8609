/** The part of the number line that a chart shows. */
export interface Axis {
  readonly domain: readonly [low: number, high: number]
  /** Round numbers in it, ascending. */
  readonly ticks: readonly number[]
  /** A tick, with the decimals that its step needs. */
  format(value: number): string
}

/** An axis that holds the values with some room around them; where they begin at 0, so does it. Null where they can't be drawn. */
export function axisOf(values: readonly (number | null)[], most = 5): Axis | null {
  const known = values.filter((value): value is number => value !== null && Number.isFinite(value))
  if (known.length === 0) return null
  const [least, greatest] = [Math.min(...known), Math.max(...known)]
  const room = greatest === least ? Math.abs(least) * 0.1 || 1 : (greatest - least) * 0.04
  const [low, high] = [least === 0 ? 0 : least - room, greatest === 0 && least !== 0 ? 0 : greatest + room]
  const step = roundStep((high - low) / most)
  const [first, last] = [Math.ceil(round(low / step)), Math.floor(round(high / step))]
  // Of values as far apart as numbers can be, or closer together than their digits tell.
  if (!(low < high) || !Number.isFinite(high - low) || !(step > Math.abs(greatest) * 1e-9)) return null
  const ticks = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => round((first + index) * step))
  return { domain: [low, high], ticks, format: (value) => formatTick(value, step) }
}

/** Where a value is drawn between two places of the picture. */
export function placeOf(value: number, { domain: [low, high] }: Axis, [from, to]: readonly [number, number]): number {
  return from + ((value - low) / (high - low)) * (to - from)
}

/** The least of 1, 2 and 5 times a power of ten that is not below. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least))
  return ([1, 2, 5].find((factor) => factor * power >= least * (1 - 1e-9)) ?? 10) * power
}

function round(value: number): number {
  return Number(value.toPrecision(12)) + 0
}

function formatTick(value: number, step: number): string {
  const size = Math.max(Math.abs(value), step)
  if (size >= 1e6 || step < 1e-4) return value === 0 ? '0' : Number(value.toPrecision(4)).toExponential().replace('e+', 'e')
  return value.toFixed(Math.max(0, -Math.floor(Math.log10(step) + 1e-9))).replace(/\B(?=(\d{3})+$)/g, value >= 1000 ? ',' : '')
}
