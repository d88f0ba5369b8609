import type { Estimate, Interval } from './evaluation.js'
import { round12 } from './round.js'
import type { StandardError } from './standard-error.js'
import { studentT } from './student-t.js'

/** A value as it is printed and compared, with its standard error and Student-t interval. */
export function estimateOf(value: number | null, error: StandardError | null, confidence: number): Estimate {
  const rounded = value === null ? Number.NaN : round12(value)
  if (!Number.isFinite(rounded)) return { value: null, standardError: null, interval: null }
  if (error === null) return { value: rounded, standardError: null, interval: null }
  const standardError = roundError(error.standardError)
  return { value: rounded, standardError, interval: intervalOf(rounded, { ...error, standardError }, confidence) }
}

/** To 6 digits, which is more than is known of it: what is left of a difference of sums must not depend on threads. */
export function roundError(standardError: number): number {
  return Number(standardError.toPrecision(6))
}

/** The two-sided Student-t interval around a value. */
export function intervalOf(value: number, error: StandardError, confidence: number): Interval | null {
  const half = error.standardError === 0 ? 0 : studentT(confidence, error.degrees) * error.standardError
  const [low, high] = [round12(value - half) + 0, round12(value + half) + 0]
  return Number.isFinite(low) && Number.isFinite(high) ? [low, high] : null
}
