import { blindSpot, type Demands } from './blind-spots.js'
import { type Decision, doubts, dropDigits, dropOf, formatDrop, formatLimit, verdictOf } from './decide.js'
import type { DriftThreshold, ProductionSlice, SliceGuard, SliceResult, Threshold, Verdict } from './evaluation.js'
import type { Direction } from './metric.js'
import { round12 } from './round.js'
import type { StandardError } from './standard-error.js'

export interface GuardEvidence extends Demands {
  /** Of each slice; null = it is not guarded. */
  readonly limits: readonly (Threshold | null)[]
  /** Of the verdict; null = the point alone decides. */
  readonly wanted: number | null
  /** Level of intervals where no confidence is wanted. */
  readonly confidence: number
  readonly slices: readonly SliceResult[]
  /** Of the slices' values, before they are rounded for print. */
  readonly errors: readonly (StandardError | null)[]
  readonly stored: readonly ProductionSlice[]
  readonly direction: Direction
}

/**
 * Holds each slice with weight against its own production score: a cohort may collapse while the weighted
 * sum stays. The verdict is the gravest that sum and guards give: drifted, then inconclusive where a slice
 * can't be compared, then suspected. With a confidence, n guards share the probability of a false alarm:
 * each has the level 1 − (1 − confidence) / n (Bonferroni).
 */
export function guardSlices(evidence: GuardEvidence, decision: Decision): Decision & { readonly slices: readonly SliceResult[] } {
  const { limits, slices } = evidence
  if (limits.every((limit) => limit === null)) return { ...decision, slices }
  const found = slices.map((slice, index) => findGuard(slice, evidence, limits[index] ?? null))
  const count = found.filter(({ state }) => state === 'compared').length
  const confidence = shareLevel(evidence.wanted, count)
  const guarded = slices.map((slice, index) => {
    const { production = null, state } = found[index] ?? {}
    const limit = limits[index] ?? null
    const error = evidence.errors[index] ?? null
    const guard =
      production === null || limit === null ? null : guardOf(slice, error, production, { ...limit, confidence }, evidence)
    return { ...slice, guard: guard !== null && state === 'blind' ? { ...guard, verdict: 'inconclusive' as const } : guard }
  })
  const compared = guarded.filter((_, index) => found[index]?.state === 'compared')
  const verdicts = new Set<Verdict>([
    decision.verdict,
    ...compared.flatMap(({ guard }) => guard?.verdict ?? []),
    ...(found.some(({ why }) => why !== undefined) ? (['inconclusive'] as const) : []),
  ])
  const verdict = GRAVEST.find((each) => verdicts.has(each)) ?? 'healthy'
  const over = (wanted: Verdict) =>
    compared.flatMap((slice) => (slice.guard?.verdict === wanted ? overLimit(slice, slice.guard) : []))
  const own = [...over('drifted'), ...found.flatMap(({ why = [] }) => why), ...over('suspected')]
  const sum = verdict === decision.verdict ? decision.reasons : decision.reasons.map((reason) => `of the weighted sum: ${reason}`)
  return { ...decision, verdict, reasons: [...own, ...sum, ...found.flatMap(({ note = [] }) => note)], slices: guarded }
}

/** A monitor that is blind must not look better than it is, so no verdict goes before a suspected one. */
const GRAVEST: readonly Verdict[] = ['drifted', 'inconclusive', 'suspected', 'healthy']

interface Found {
  /** `blind` = can't be compared, as `why` or else the decision on the weighted sum says; `idle` = decides nothing. */
  readonly state: 'compared' | 'blind' | 'idle'
  readonly production?: ProductionSlice
  /** Why a slice with weight can't be guarded, where that is not said of the weighted sum as well. */
  readonly why?: string
  readonly note?: string
}

function findGuard(slice: SliceResult, evidence: GuardEvidence, limit: Threshold | null): Found {
  if (limit === null) return { state: 'idle' }
  const { name, value, weight, isProduction } = slice
  const production = evidence.stored.find((stored) => stored.name === name)
  if (isProduction) {
    return {
      state: 'idle',
      ...(weight > 0 && { note: `slice ${name} is not guarded, as its production score stands in for it` }),
    }
  }
  const known = production !== undefined && value !== null ? { production } : {}
  if (weight === 0) return { state: 'idle', ...known }
  if (blindSpot(slice, evidence) !== null) return { state: 'blind', ...known }
  if (production === undefined) {
    return { state: 'blind', why: `slice ${name} can't be guarded: the production document has no score of it` }
  }
  if (limit.kind === 'relative' && production.score === 0) {
    const why = `slice ${name} can't be guarded: its production score is 0, so a relative drop is undefined (write guard.max_drop as an absolute drop)`
    return { state: 'blind', ...known, why }
  }
  const drop = dropAgainst(slice, null, production, { ...limit, confidence: null }, evidence)
  if (drop?.[limit.kind] == null) {
    return { state: 'blind', ...known, why: `slice ${name} can't be guarded: its drop is too large for a number` }
  }
  return { state: 'compared', ...known }
}

function shareLevel(wanted: number | null, count: number): number | null {
  return wanted === null ? null : round12(1 - (1 - wanted) / Math.max(1, count))
}

function guardOf(
  slice: SliceResult,
  error: StandardError | null,
  production: ProductionSlice,
  threshold: DriftThreshold,
  evidence: GuardEvidence,
): SliceGuard | null {
  const drop = dropAgainst(slice, error, production, threshold, evidence)
  if (drop === null) return null
  const measured = drop[threshold.kind]
  const verdict = measured === null ? 'inconclusive' : verdictOf(measured, drop, threshold)
  return { production: production.score, drop, threshold, verdict }
}

function dropAgainst(
  { value }: SliceResult,
  error: StandardError | null,
  production: ProductionSlice,
  threshold: DriftThreshold,
  { direction, confidence }: GuardEvidence,
) {
  return value === null ? null : dropOf(value, { production, direction, error, threshold, confidence })
}

function overLimit({ name }: SliceResult, { drop, threshold, verdict }: SliceGuard): string {
  const measured = drop[threshold.kind] ?? Number.NaN
  const shown = formatDrop(measured, threshold.kind, dropDigits(measured, threshold))
  const sentence = `slice ${name} dropped by ${shown}, over its guard of ${formatLimit(threshold)}`
  return [sentence, ...doubts(drop, threshold, verdict)].join('; ')
}
