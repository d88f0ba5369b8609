import type { Drop, SliceResult, Threshold, Verdict } from './evaluation.js'
import type { Direction } from './metric.js'
import { round12 } from './round.js'

export interface Evidence {
  readonly score: number | null
  readonly production: number
  readonly direction: Direction
  readonly threshold: Threshold
  readonly slices: readonly SliceResult[]
  /** Scored rows below which a slice with weight gives no verdict. */
  readonly minRows: number
  /** Completes "<slice>: <metric> is undefined …". */
  readonly metric: { readonly name: string; readonly undefinedWhen: string | null }
}

export interface Decision {
  readonly drop: Drop
  readonly verdict: Verdict
  readonly reasons: readonly string[]
}

/**
 * Compares a score with the production score. A drop exactly at the limit is healthy. Relative drops
 * divide by |production score|; with a production score of 0 only an absolute limit can decide.
 */
export function decide(evidence: Evidence): Decision {
  const { score, threshold } = evidence
  const blind = blindSpots(evidence)
  if (score === null) return { drop: { relative: null, absolute: null }, verdict: 'inconclusive', reasons: blind }
  const drop = dropOf(score, evidence.production, evidence.direction)
  if (blind.length > 0) return { drop, verdict: 'inconclusive', reasons: blind }
  const measured = drop[threshold.kind]
  if (measured === null) {
    return { drop, verdict: 'inconclusive', reasons: ['the drop is not a finite number'] }
  }
  const verdict = measured > threshold.maxDrop ? 'drifted' : 'healthy'
  return { drop, verdict, reasons: [sentence(measured, threshold, verdict)] }
}

/** A drop for people: `5.58 %` or `0.0480`. */
export function formatDrop(value: number, kind: Threshold['kind'], digits: number): string {
  return kind === 'relative' ? `${(value * 100).toFixed(digits)} %` : value.toFixed(digits + 2)
}

/** The limit as the user wrote it: no trailing zeros. */
export function formatLimit(threshold: Threshold): string {
  const { maxDrop, kind } = threshold
  return kind === 'relative' ? `${round12(maxDrop * 100)} %` : String(maxDrop)
}

/** Digits that keep a drop near its limit on the right side of it when printed. */
export function dropDigits(value: number, threshold: Threshold): number {
  const { maxDrop, kind } = threshold
  const scale = kind === 'relative' ? 100 : 1
  for (let digits = 2; digits < 10; digits++) {
    const shown = Number((value * scale).toFixed(kind === 'relative' ? digits : digits + 2)) / scale
    if (shown > maxDrop === value > maxDrop && (round12(shown) === maxDrop) === (value === maxDrop)) return digits
  }
  return 10
}

function blindSpots(evidence: Evidence): string[] {
  return evidence.slices.filter((slice) => slice.weight > 0).flatMap((slice) => blindSpot(slice, evidence))
}

function blindSpot(slice: SliceResult, { minRows, metric }: Evidence): string[] {
  if (slice.rows === 0) return [`slice ${slice.name} has no scored rows`]
  if (slice.rows < minRows) return [`slice ${slice.name} has ${slice.rows} scored rows, min_rows is ${minRows}`]
  if (slice.value !== null) return []
  const why = metric.undefinedWhen === null ? 'its value is too large for a number' : `undefined ${metric.undefinedWhen}`
  return [`slice ${slice.name} has no ${metric.name}: ${why}`]
}

function dropOf(score: number, production: number, direction: Direction): Drop {
  const worse = direction === 'higher' ? difference(production, score) : difference(score, production)
  return { relative: finite(worse / Math.abs(production)), absolute: finite(worse) }
}

/** a − b to the precision of its operands: their 12 digits, not 12 digits of what cancellation leaves. */
function difference(a: number, b: number): number {
  const quantum = 10 ** (Math.ceil(Math.log10(Math.max(Math.abs(a), Math.abs(b)))) - 12)
  const steps = Math.round((round12(a) - round12(b)) / quantum)
  return Number.isFinite(steps) && Number.isFinite(steps * quantum) ? steps * quantum : a - b
}

/** Rounded, without a negative zero; null if it can't be a JSON number. */
function finite(value: number): number | null {
  const rounded = round12(value) + 0
  return Number.isFinite(rounded) ? rounded : null
}

function sentence(measured: number, threshold: Threshold, verdict: 'drifted' | 'healthy'): string {
  const limit = formatLimit(threshold)
  const digits = dropDigits(measured, threshold)
  if (verdict === 'drifted') return `the drop of ${formatDrop(measured, threshold.kind, digits)} is over the limit of ${limit}`
  if (measured < 0) return `the score is ${formatDrop(-measured, threshold.kind, digits)} better than production`
  const place = measured === threshold.maxDrop ? 'exactly at' : 'within'
  return `the drop of ${formatDrop(measured, threshold.kind, digits)} is ${place} the limit of ${limit}`
}
