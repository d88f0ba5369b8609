import type { Statistics } from '../../core/metric.js'

/**
 * Weighted mean and spread of the label over some rows. The mean is kept as `center + offset`: of a
 * large mean with small differences, the sum would lose the digits that matter. `m2` = Σ weight (label − mean)².
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

/** Moments of the union of disjoint row sets (Chan, Golub and LeVeque, 1979). Exactly 0 spread if the label is constant. */
export function mergeMoments(parts: readonly Moments[]): Statistics {
  const weight = sum(parts.map((part) => part.weight))
  const origin = parts[0]?.center ?? 0
  const distances = parts.map((part) => part.center - origin + part.offset)
  const mean = sum(parts.map((part, index) => (part.weight / weight) * (distances[index] ?? 0)))
  const isConstant = Math.min(...parts.map((part) => part.min)) === Math.max(...parts.map((part) => part.max))
  const between = parts.map((part, index) => part.weight * ((distances[index] ?? 0) - mean) ** 2)
  const m2 = isConstant ? 0 : sum(parts.map((part) => part.m2)) + sum(between)
  return { rows: sum(parts.map((part) => part.rows)), weight, mean: origin + mean, m2 }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
