import type { Estimates } from './jackknife.js'
import { linearSizes } from './linear.js'

/**
 * Values that are small differences of large terms, without the digits that the order of adding those has
 * made: the same rows must not give two verdicts. `size` = that of the terms where a metric knows it.
 */
export function settle(estimates: Estimates, size: number): Estimates {
  const { values, replicates } = estimates
  const sizes = replicates?.kind === 'linear' ? linearSizes(replicates) : values.map(() => size)
  return { ...estimates, values: values.map((value, slice) => (value === null ? null : settled(value, sizes[slice] ?? 0))) }
}

/** Above this share of its terms, a value's 12 digits hold nothing of their rounding. */
const SMALL = 1e-3
const DIGITS = 14

function settled(value: number, size: number): number {
  if (!Number.isFinite(size) || Math.abs(value) >= SMALL * size) return value
  const decimals = DIGITS - Math.ceil(Math.log10(size))
  const rounded = decimals >= 0 && decimals <= 100 ? Number(value.toFixed(decimals)) : value
  return rounded + 0
}
