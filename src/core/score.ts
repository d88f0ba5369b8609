import type { Estimate } from './evaluation.js'
import { estimateOf } from './interval.js'
import { type Estimates, standardError } from './jackknife.js'
import { combinedDegrees, type StandardError } from './standard-error.js'
import { sum } from './sum.js'

/** What becomes of a slice without scored rows: `fail` = no score, `skip` = its weight goes to the others, `production` = its stored score. */
export type OnEmptySlice = 'fail' | 'skip' | 'production'

/** How the slices enter the weighted sum. */
export interface Weighting {
  /** In the order of the slices. */
  readonly weights: readonly number[]
  /** Indexes of slices with weight that were left out. */
  readonly skipped: readonly number[]
  /** Values that stand in for slices without rows, by index. */
  readonly substitutes: ReadonlyMap<number, Substitute>
  /** Indexes of slices with weight for which a stored score was to stand in, and there is none. */
  readonly missing: readonly number[]
}

export interface Substitute {
  readonly score: number
  readonly standardError: number | null
}

/** The weights that enter the sum, once it is known which slices have rows. */
export function weigh(
  slices: readonly { readonly name: string; readonly weight: number; readonly rows: number }[],
  onEmptySlice: OnEmptySlice,
  stored: ReadonlyMap<string, Substitute>,
): Weighting {
  const empty = [...slices.entries()].filter(([, slice]) => slice.rows === 0)
  const weighty = empty.filter(([, { weight }]) => weight > 0)
  const skipped = onEmptySlice === 'skip' ? weighty.map(([index]) => index) : []
  const found = empty.flatMap(([index, { name }]) => {
    const substitute = stored.get(name)
    return onEmptySlice === 'production' && substitute !== undefined ? [[index, substitute] as const] : []
  })
  const isSkipped = new Set(skipped)
  const total = skipped.length === 0 ? 1 : sum(slices.map(({ weight }, index) => (isSkipped.has(index) ? 0 : weight)))
  const weights = slices.map(({ weight }, index) => (isSkipped.has(index) || total === 0 ? 0 : weight / total))
  const missing = onEmptySlice === 'production' ? weighty.filter(([, { name }]) => !stored.has(name)).map(([index]) => index) : []
  return { weights, skipped, substitutes: new Map(found), missing }
}

export interface Score extends Estimate {
  /** Of the standard error, before it is rounded for print. */
  readonly error: StandardError | null
}

/**
 * Σ weight × value with its uncertainty. A slice of weight 0 does not need a value. `borrowed` = errors of
 * slices that show none of their own, by index; null = not known.
 */
export function weightedScore(
  estimates: Estimates,
  { weights, substitutes }: Weighting,
  confidence: number,
  borrowed: ReadonlyMap<number, StandardError | null> = new Map(),
): Score {
  const parts = weights.map((weight, slice) => {
    const value = substitutes.get(slice)?.score ?? estimates.values[slice] ?? null
    return weight === 0 ? 0 : value === null ? Number.NaN : weight * value
  })
  const isWeightless = weights.every((weight) => weight === 0)
  const value = isWeightless ? null : sum(parts)
  const measured = weights.map((weight, slice) => (substitutes.has(slice) ? 0 : weight))
  const own = addBorrowed(standardError(estimates, measured), measured, borrowed)
  const error = withSubstitutes(own, weights, substitutes)
  return { ...estimateOf(value, error, confidence), error }
}

function addBorrowed(
  error: StandardError | null,
  weights: readonly number[],
  borrowed: ReadonlyMap<number, StandardError | null>,
): StandardError | null {
  const entering = [...borrowed].filter(([slice]) => (weights[slice] ?? 0) !== 0)
  if (entering.length === 0) return error
  const parts = entering.map(
    ([slice, instead]) => instead && { ...instead, standardError: Math.abs(weights[slice] ?? 0) * instead.standardError },
  )
  const degrees = combinedDegrees([error, ...parts])
  if (degrees === null) return null
  return { degrees, standardError: Math.hypot(...[error, ...parts].map((part) => part?.standardError ?? 0)) }
}

/** Stored scores are independent of the data, so their variances add up. An unknown one counts as exact. */
function withSubstitutes(
  error: StandardError | null,
  weights: readonly number[],
  substitutes: Weighting['substitutes'],
): StandardError | null {
  if (error === null || substitutes.size === 0) return error
  const stored = [...substitutes].map(([slice, { standardError: own }]) => (weights[slice] ?? 0) * (own ?? 0))
  return { ...error, standardError: Math.hypot(error.standardError, ...stored) }
}
