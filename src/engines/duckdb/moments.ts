import type { Statistics } from '../../core/metric.js'

/** Weighted mean and spread of the label over some rows. `m2` = Σ weight (label − mean)². */
export interface Moments {
  readonly rows: number
  readonly weight: number
  readonly mean: number
  readonly m2: number
  readonly min: number
  readonly max: number
}

/** Moments of the union of disjoint row sets (Chan, Golub and LeVeque, 1979). Exactly 0 spread if the label is constant. */
export function mergeMoments(parts: readonly Moments[]): Statistics {
  const weight = sum(parts.map((part) => part.weight))
  const mean = weight === 0 ? 0 : sum(parts.map((part) => (part.weight / weight) * part.mean))
  const isConstant = Math.min(...parts.map((part) => part.min)) === Math.max(...parts.map((part) => part.max))
  const m2 = isConstant ? 0 : sum(parts.map((part) => part.m2 + part.weight * (part.mean - mean) ** 2))
  return { rows: sum(parts.map((part) => part.rows)), weight, mean, m2 }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
