import type { Evaluation, SliceResult } from './evaluation.js'

/**
 * Slices without a value first, then those that cost the score most against their own production scores, then, where
 * these are unknown, the heaviest.
 */
export function worstSlices(evaluation: Evaluation): readonly SliceResult[] {
  const costed = evaluation.slices.map((slice) => ({ slice, cost: costOf(slice, evaluation) }))
  return costed.sort((a, b) => compare(b.cost, a.cost) || b.slice.weight - a.slice.weight).map(({ slice }) => slice)
}

/** The production score of a slice; null = none is stored. */
export function productionOf({ name, guard }: SliceResult, { production }: Evaluation): number | null {
  return guard?.production ?? production?.slices.find((stored) => stored.name === name)?.score ?? null
}

/** How much of the drop a slice makes. */
function costOf(slice: SliceResult, evaluation: Evaluation): number {
  if (slice.value === null) return slice.weight > 0 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY
  const production = productionOf(slice, evaluation)
  if (production === null) return Number.NEGATIVE_INFINITY
  const drop = evaluation.metric?.direction === 'lower' ? slice.value - production : production - slice.value
  return slice.weight * drop
}

/** Infinities, too, whose difference is no number. */
function compare(a: number, b: number): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
