import type { StandardError } from './jackknife.js'

/** Rows (ids, queries) below which values that are all alike do not show that there is no spread. */
const FEWEST_ALIKE = 30

/**
 * The slices of few rows that show no spread, with the error that is taken instead: that of all rows, for
 * so many rows as the slice has. Null = all rows together show none either, so that it is not known.
 * `pooled` = all rows.
 */
export function borrowSpread(
  errors: readonly (StandardError | null)[],
  rows: readonly number[],
  pooled: { readonly error: StandardError | null; readonly rows: number },
): ReadonlyMap<number, StandardError | null> {
  const alike = [...errors.entries()].filter(([, error]) => isAlike(error))
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

function isAlike(error: StandardError | null): boolean {
  return error !== null && error.standardError === 0 && error.degrees + 1 < FEWEST_ALIKE
}
