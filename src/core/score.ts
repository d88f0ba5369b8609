import type { SliceResult } from './evaluation.js'
import { round12 } from './round.js'

export interface SliceValue {
  readonly name: string
  readonly where: string | null
  readonly weight: number
  readonly rows: number
  readonly value: number | null
}

/** What becomes of a slice without scored rows: `fail` = no score, `skip` = its weight goes to the others. */
export type OnEmptySlice = 'fail' | 'skip'

export interface Score {
  readonly slices: readonly SliceResult[]
  readonly score: number | null
  /** Slices that were left out, by name. */
  readonly skipped: readonly string[]
}

/** Σ weight × value. A slice of weight 0 is reported and does not need a value. */
export function weightedScore(slices: readonly SliceValue[], onEmptySlice: OnEmptySlice): Score {
  const isSkipped = (slice: SliceValue) => onEmptySlice === 'skip' && slice.rows === 0
  const kept = slices.filter((slice) => !isSkipped(slice))
  const skipped = slices.filter(isSkipped).map((slice) => slice.name)
  const total = skipped.length === 0 ? 1 : sum(kept.map((slice) => slice.weight))
  const results = slices.map((slice) => result(slice, isSkipped(slice) || total === 0 ? 0 : slice.weight / total))
  return { slices: results, score: total === 0 ? null : scoreOf(results), skipped }
}

function result(slice: SliceValue, weight: number): SliceResult {
  const value = slice.value === null ? null : round12(slice.value)
  return {
    name: slice.name,
    where: slice.where,
    weight: round12(weight),
    rows: slice.rows,
    value,
    standardError: null,
    interval: null,
    contribution: value === null ? null : round12(weight * value),
  }
}

function scoreOf(slices: readonly SliceResult[]): number | null {
  const parts: number[] = []
  for (const slice of slices) {
    if (slice.weight === 0) continue
    if (slice.value === null) return null
    parts.push(slice.weight * slice.value)
  }
  const score = round12(sum(parts))
  return Number.isFinite(score) ? score : null
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
