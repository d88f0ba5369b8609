import { sum } from './sum.js'
export interface StandardError {
  readonly standardError: number
  /** Degrees of freedom of its Student-t distribution. */
  readonly degrees: number
}

/**
 * Degrees of freedom of the sum of parts that are known as well as their standard errors, by their shares
 * of the variance: a small slice of little weight does not blur the whole. Null where a part is not known.
 * Source: Welch (1947) and Satterthwaite (1946).
 */
export function combinedDegrees(parts: readonly (StandardError | null)[]): number | null {
  const known = parts.filter((part) => part !== null)
  if (known.length < parts.length || known.length === 0) return null
  const largest = Math.max(...known.map(({ standardError }) => standardError))
  if (largest === 0) return Math.min(...known.map(({ degrees }) => degrees))
  // Shares, as squares of tiny errors would vanish.
  const shares = known.map(({ standardError, degrees }) => ({ share: (standardError / largest) ** 2, degrees }))
  const total = sum(shares.map(({ share }) => share))
  // What threads do to the last bits of errors must not show.
  return Number((total ** 2 / sum(shares.map(({ share, degrees }) => share ** 2 / degrees))).toPrecision(6))
}
