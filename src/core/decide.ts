import { blindSpots, type Demands } from './blind-spots.js'
import type { DriftThreshold, Drop, SliceResult, Threshold, Verdict } from './evaluation.js'
import { intervalOf, roundError } from './interval.js'
import type { Direction } from './metric.js'
import { formatLevel } from './number-text.js'
import { difference, round12 } from './round.js'
import type { StandardError } from './standard-error.js'

export interface Evidence extends Demands {
  readonly score: number | null
  /** Of the score. */
  readonly error: StandardError | null
  readonly production: { readonly score: number; readonly standardError: number | null }
  readonly direction: Direction
  readonly threshold: DriftThreshold
  readonly slices: readonly SliceResult[]
  /** Level of the drop's interval where the threshold names none. */
  readonly confidence: number
}

export interface Decision {
  readonly drop: Drop
  readonly verdict: Verdict
  readonly reasons: readonly string[]
}

const UNKNOWN: Drop = { relative: null, absolute: null, standardError: null, interval: null }

/**
 * Compares a score with the production score. A drop exactly at the limit is healthy. Relative drops
 * divide by |production score|; with a production score of 0 only an absolute limit can decide. With a
 * confidence, a drop is drift only if its whole interval is beyond the limit, else it is suspected.
 */
export function decide(evidence: Evidence): Decision {
  const { score, threshold } = evidence
  const blind = blindSpots(evidence.slices, evidence)
  if (score === null) {
    const reasons = blind.length > 0 ? blind : ['the score is too large for a number']
    return { drop: UNKNOWN, verdict: 'inconclusive', reasons }
  }
  const drop = dropOf(score, evidence)
  if (blind.length > 0) return { drop, verdict: 'inconclusive', reasons: blind }
  const measured = drop[threshold.kind]
  if (measured === null) {
    return { drop, verdict: 'inconclusive', reasons: ['the drop is not a finite number'] }
  }
  const verdict = verdictOf(measured, drop, threshold)
  return { drop, verdict, reasons: [limitSentence(measured, threshold, verdict), ...doubts(drop, threshold, verdict)] }
}

/** `measured` = the drop in the unit of the limit. */
export function verdictOf(measured: number, { interval }: Drop, { maxDrop, confidence }: DriftThreshold): Verdict {
  if (measured <= maxDrop) return 'healthy'
  if (confidence === null) return 'drifted'
  return interval !== null && interval[0] > maxDrop ? 'drifted' : 'suspected'
}

/** Why a drop over the limit is only suspected, or what makes it sure. */
export function doubts({ interval }: Drop, threshold: DriftThreshold, verdict: Verdict): string[] {
  if (threshold.confidence === null || verdict === 'healthy') return []
  const level = formatLevel(threshold.confidence)
  if (interval === null)
    return [`its ${level} interval can't be computed from these rows (too few, or all alike), so it is not sure`]
  const [low, high] = interval.map((end) => formatDrop(end, threshold.kind, dropDigits(end, threshold)))
  const place = verdict === 'drifted' ? 'lies beyond the limit as a whole' : 'reaches back within the limit'
  return [`its ${level} interval, ${low} to ${high}, ${place}`]
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

/** The drop with its interval: score and production score are independent, so their variances add up (delta method). */
export function dropOf(
  score: number,
  evidence: Pick<Evidence, 'production' | 'direction' | 'error' | 'threshold' | 'confidence'>,
): Drop {
  const { production, direction, error, threshold, confidence } = evidence
  const worse = direction === 'higher' ? difference(production.score, score) : difference(score, production.score)
  const drop = { relative: finite(worse / Math.abs(production.score)), absolute: finite(worse) }
  const measured = drop[threshold.kind]
  if (error === null || measured === null) return { ...drop, standardError: null, interval: null }
  const own = error.standardError
  const stored = production.standardError ?? 0
  const size = Math.abs(production.score)
  const combined =
    threshold.kind === 'absolute' ? Math.hypot(own, stored) : Math.hypot(own, (score / production.score) * stored) / size
  if (!Number.isFinite(combined)) return { ...drop, standardError: null, interval: null }
  const standardError = roundError(combined)
  // Only the score's own error is estimated from so few units (Welch and Satterthwaite).
  const share = own === 0 ? 1 : (own / Math.hypot(own, stored)) ** 4
  const interval = intervalOf(measured, { standardError, degrees: error.degrees / share }, threshold.confidence ?? confidence)
  return { ...drop, standardError, interval }
}

/** Rounded, without a negative zero; null if it can't be a JSON number. */
function finite(value: number): number | null {
  const rounded = round12(value) + 0
  return Number.isFinite(rounded) ? rounded : null
}

/** What is said of a drop beside its limit. */
export function limitSentence(measured: number, threshold: Threshold, verdict: Verdict): string {
  const limit = formatLimit(threshold)
  const digits = dropDigits(measured, threshold)
  if (verdict !== 'healthy') return `the drop of ${formatDrop(measured, threshold.kind, digits)} is over the limit of ${limit}`
  if (measured < 0) return `the score is ${formatDrop(-measured, threshold.kind, digits)} better than production`
  const place = measured === threshold.maxDrop ? 'exactly at' : 'within'
  return `the drop of ${formatDrop(measured, threshold.kind, digits)} is ${place} the limit of ${limit}`
}
