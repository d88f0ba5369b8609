import type { StandardError } from './standard-error.js'

/** Rows (ids, queries) below which values that are all alike do not show that there is no spread. */
const FEWEST_ALIKE = 30

/**
 * The slices of few rows that show no spread, with the error that is taken instead: that of all rows, for
 * so many rows as the slice has. Null = all rows together show none either, so that it is not known.
 * `pooled` = all rows. `isClustered` = rows of one id or query are not independent.
 */
export function borrowSpread(
  errors: readonly (StandardError | null)[],
  rows: readonly number[],
  pooled: { readonly error: StandardError | null; readonly rows: number },
  isClustered: boolean,
): ReadonlyMap<number, StandardError | null> {
  const unitsOf = (error: StandardError | null, slice: number) => (isClustered ? (error?.degrees ?? 0) + 1 : (rows[slice] ?? 0))
  const alike = [...errors.entries()].filter(([slice, error]) => isAlike(error, unitsOf(error, slice)))
  return new Map(
    alike.map(([slice, error]) => {
      const own = rows[slice] ?? 0
      if (error === null || pooled.error === null || pooled.error.standardError === 0 || own === 0) return [slice, null]
      return [slice, { ...error, standardError: pooled.error.standardError * Math.sqrt(pooled.rows / own) }]
    }),
  )
}

/** The errors of slices, with those that were borrowed in their places. */
export function withBorrowed(
  errors: readonly (StandardError | null)[],
  borrowed: ReadonlyMap<number, StandardError | null>,
): (StandardError | null)[] {
  return errors.map((error, slice) => borrowed.get(slice) ?? (borrowed.has(slice) ? null : error))
}

function isAlike(error: StandardError | null, units: number): boolean {
  return error !== null && error.standardError === 0 && units < FEWEST_ALIKE
}
