import type { Estimate } from './evaluation.js'

/** A metric's value for people: four decimals where they say something, more or fewer where not. */
export function formatValue(value: number | null): string {
  if (value === null) return '—'
  const digits = decimals(value)
  return digits === null ? value.toExponential(4) : value.toFixed(digits)
}

/** A value with half the width of its interval: `0.5851 ± 0.0340`. */
export function formatEstimate({ value, interval }: Estimate): string {
  if (value === null || interval === null) return formatValue(value)
  return `${formatValue(value)} ± ${formatHalf((interval[1] - interval[0]) / 2, value)}`
}

/** Half the width of an interval, with the decimals of the value that it is around. */
export function formatHalf(half: number, value: number): string {
  const digits = decimals(value)
  const shown = digits === null ? half.toExponential(1) : half.toFixed(digits)
  return Number(shown) === 0 && half > 0 ? half.toExponential(1) : shown
}

/** The level of intervals: `95 %`. */
export function formatLevel(confidence: number): string {
  return `${Number((confidence * 100).toPrecision(6))} %`
}

/** A slice's weight; normalised ones are rarely short. */
export function formatWeight(weight: number): string {
  return String(Number(weight.toPrecision(4)))
}

/** Null = too small or too large for decimals. */
function decimals(value: number): number | null {
  const size = Math.abs(value)
  if (size !== 0 && (size < 1e-3 || size >= 1e7)) return null
  return size < 1000 ? 4 : 2
}
