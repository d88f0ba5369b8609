import { type Decision, dropOf, formatDrop, formatLimit, guardVerdict } from './decide.js'
import type { ProductionSlice, SliceResult, Threshold } from './evaluation.js'
import type { Direction } from './metric.js'

/**
 * Holds each slice against its own production score: a cohort may collapse while the weighted sum stays.
 * A slice over the guard's limit makes the verdict drifted, whatever the sum says; one that can't be
 * compared makes it inconclusive where the sum found no drift.
 */
export function guardSlices(
  slices: readonly SliceResult[],
  decision: Decision,
  stored: readonly ProductionSlice[],
  direction: Direction,
  limit: Threshold | null,
): Decision & { readonly slices: readonly SliceResult[] } {
  if (limit === null) return { ...decision, slices }
  const guarded = slices.map((slice) => guardSlice(slice, stored, direction, limit))
  const over = guarded.filter(({ guard }) => guard?.verdict === 'drifted')
  const blind = guarded.filter(({ guard, weight }) => weight > 0 && guard === null)
  if (over.length > 0) {
    const reasons = over.map((slice) => overLimit(slice, limit))
    const rest =
      decision.verdict === 'drifted' ? decision.reasons : decision.reasons.map((reason) => `of the weighted sum: ${reason}`)
    return { ...decision, verdict: 'drifted', reasons: [...reasons, ...rest], slices: guarded }
  }
  if (blind.length === 0) return { ...decision, slices: guarded }
  const reasons = blind.map(
    ({ name }) => `slice ${name} can't be guarded: it has no value, or no score in the production document`,
  )
  const verdict = decision.verdict === 'healthy' ? 'inconclusive' : decision.verdict
  return { ...decision, verdict, reasons: [...(verdict === 'inconclusive' ? reasons : []), ...decision.reasons], slices: guarded }
}

function guardSlice(slice: SliceResult, stored: readonly ProductionSlice[], direction: Direction, limit: Threshold): SliceResult {
  const production = stored.find(({ name }) => name === slice.name)
  if (production === undefined || slice.value === null || slice.isProduction) return slice
  const drop = dropOf(slice.value, {
    production,
    direction,
    error: null,
    threshold: { ...limit, confidence: null },
    confidence: 0.95,
  })
  return { ...slice, guard: { production: production.score, drop, threshold: limit, verdict: guardVerdict(drop, limit) } }
}

function overLimit({ name, guard }: SliceResult, limit: Threshold): string {
  const measured = guard?.drop[limit.kind] ?? Number.NaN
  return `slice ${name} dropped by ${formatDrop(measured, limit.kind, 2)}, over its guard of ${formatLimit(limit)}`
}
