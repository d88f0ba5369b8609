import type { SliceResult } from '../core/evaluation.js'
import { estimateOf } from '../core/interval.js'
import type { BoundMetric } from '../core/metric.js'
import type { PlannedSlice, ScanResult } from '../core/ports.js'
import { round12 } from '../core/round.js'
import type { Weighting } from '../core/score.js'
import type { StandardError } from '../core/standard-error.js'

/** A metric of every slice. */
export interface Measured {
  readonly bound: BoundMetric
  readonly values: readonly (number | null)[]
  readonly errors: readonly (StandardError | null)[]
}

/** What the report says of each slice; the first metric gates, the others are secondary. */
export function sliceResults(
  slices: readonly PlannedSlice[],
  { slices: counts }: ScanResult,
  { weights, substitutes }: Weighting,
  [gating, ...others]: readonly Measured[],
  confidence: number,
): SliceResult[] {
  return slices.map(({ name, where }, index) => {
    const { rows = 0, rowsScored = 0, rowsWithoutLabel = 0, queries = null } = counts[index] ?? {}
    const of = ({ values, errors }: Measured) => estimateOf(values[index] ?? null, errors[index] ?? null, confidence)
    const substitute = substitutes.get(index)
    const measured = gating === undefined ? estimateOf(null, null, confidence) : of(gating)
    const value = substitute === undefined ? measured.value : round12(substitute.score)
    const weight = round12(weights[index] ?? 0)
    return {
      name,
      where,
      weight,
      rows: rowsScored,
      rowsWithoutLabel,
      queries,
      coverage: rows === 0 ? null : round12((rows - rowsWithoutLabel) / rows),
      ...measured,
      value,
      contribution: value === null ? null : round12(weight * value),
      isProduction: substitute !== undefined,
      also: others.map((other) => ({ name: other.bound.metric.name, params: other.bound.params, ...of(other) })),
      guard: null,
    }
  })
}
