/**
 * Weighted mean and spread of a quantity over some rows. The mean is kept as `center + offset`: of a
 * large mean with small differences, the sum would lose the digits that matter. `m2` = Σ weight (x − mean)².
 */
export interface Moments {
  readonly rows: number
  readonly weight: number
  readonly center: number
  readonly offset: number
  readonly m2: number
  readonly min: number
  readonly max: number
}

/** Moments of the union of two disjoint row sets (Chan, Golub and LeVeque, 1979). Exactly 0 spread if the quantity is constant. */
export function mergeMoments(a: Moments | null, b: Moments | null): Moments | null {
  if (a === null || b === null) return a ?? b
  const weight = a.weight + b.weight
  const distance = b.center - a.center + (b.offset - a.offset)
  const min = Math.min(a.min, b.min)
  const max = Math.max(a.max, b.max)
  return {
    rows: a.rows + b.rows,
    weight,
    center: a.center,
    offset: a.offset + distance * (b.weight / weight),
    m2: min === max ? 0 : a.m2 + b.m2 + distance * distance * a.weight * (b.weight / weight),
    min,
    max,
  }
}
