import type { Evaluation, SliceResult } from './evaluation.js'

/** The slices that cost the score most against their own production scores first; where these are unknown, the heaviest. */
export function worstSlices(evaluation: Evaluation): readonly SliceResult[] {
  const costs = new Map(evaluation.slices.map((slice) => [slice, costOf(slice, evaluation)]))
  const cost = (slice: SliceResult) => costs.get(slice) ?? Number.NEGATIVE_INFINITY
  return [...evaluation.slices].sort((a, b) => compare(cost(b), cost(a)) || b.weight - a.weight)
}

/** The production score of a slice; null = none is stored. */
export function productionOf({ name, guard }: SliceResult, { production }: Evaluation): number | null {
  return guard?.production ?? production?.slices.find((stored) => stored.name === name)?.score ?? null
}

/** How much of the drop a slice makes; null = not known. */
function costOf(slice: SliceResult, evaluation: Evaluation): number | null {
  const production = productionOf(slice, evaluation)
  if (production === null || slice.value === null) return null
  const drop = evaluation.metric?.direction === 'lower' ? slice.value - production : production - slice.value
  return slice.weight * drop
}

function compare(a: number, b: number): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
