import type { Evaluation } from '../../core/evaluation.js'
import { blindFirst, type DroppedSlice, withDrops, worstFirst } from '../../core/worst-slice.js'

/** A slice with what it is compared with. */
export interface ExplainedSlice extends DroppedSlice {
  /** The slice's own score in production where it is known, else that of the model. */
  readonly productionValue: number | null
}

/** Slices without a value first, then from the largest part of the drop to the smallest. */
export function explainedSlices(evaluation: Evaluation): readonly ExplainedSlice[] {
  const { explanation, production } = evaluation
  const stored = new Map((production?.slices ?? []).map(({ name, score }) => [name, score]))
  const parts = new Map((explanation?.slices ?? []).map((part) => [part.name, part]))
  const slices = withDrops(evaluation).map((slice) => {
    const { name, guard, dropContribution } = slice
    return {
      ...slice,
      dropContribution: parts.get(name)?.drop ?? dropContribution,
      productionValue: parts.get(name)?.productionValue ?? stored.get(name) ?? guard?.production ?? production?.score ?? null,
    }
  })
  return blindFirst(worstFirst(slices), (slice) => slice)
}
