import type { SliceResult } from './evaluation.js'

/** What a slice with weight must have for a verdict. */
export interface Demands {
  /** Scored rows. */
  readonly minRows: number
  /** Share of its rows that have a label. */
  readonly minCoverage: number
  /** Completes "<slice>: <metric> is undefined …". */
  readonly metric: { readonly name: string; readonly undefinedWhen: string | null }
}

/** Why the slices give no verdict, at least one sentence where nothing was measured; empty = they give one. */
export function blindSpots(slices: readonly SliceResult[], demands: Demands): string[] {
  const weighted = slices.filter(({ weight }) => weight > 0)
  const spots = weighted.flatMap((slice) => blindSpot(slice, demands) ?? [])
  const isMeasured = weighted.some(({ value, isProduction }) => value !== null && !isProduction)
  return spots.length > 0 || isMeasured ? spots : ['nothing was measured: no slice with weight has scored rows']
}

/** Why a slice can't be judged; null = it can, or its stored score stands in for it. */
export function blindSpot(slice: SliceResult, { minRows, minCoverage, metric }: Demands): string | null {
  const { name, rows, coverage, value, isProduction } = slice
  if (isProduction) return null
  if (rows === 0) return `slice ${name} has no scored rows`
  if (rows < minRows) return `slice ${name} has ${rows} scored rows, min_rows is ${minRows}`
  if (coverage !== null && coverage < minCoverage) {
    return `slice ${name} has labels for ${percent(coverage)} of its rows, min_coverage is ${percent(minCoverage)}`
  }
  if (value !== null) return null
  const why = metric.undefinedWhen === null ? 'its value is too large for a number' : `undefined ${metric.undefinedWhen}`
  return `slice ${name} has no ${metric.name}: ${why}`
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(4))} %`
}
