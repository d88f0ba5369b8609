import type { Evaluation, SliceResult } from './evaluation.js'

/** A slice with its part of the drop: in the metric's unit, positive = it makes the score worse. */
export interface DroppedSlice extends SliceResult {
  readonly dropContribution: number | null
}

/**
 * Each slice's part of the absolute drop: weight × (production − value), or the opposite where lower is better.
 * Production is the slice's own stored score where all slices with weight have one, else the production score of
 * the model; the parts then add up to the drop. Null without value or production score.
 */
export function withDrops({ slices, production, metric }: Evaluation): readonly DroppedSlice[] {
  const own = new Map((production?.slices ?? []).map(({ name, score }) => [name, score]))
  const isOwnKnown = slices.every(({ name, weight }) => weight === 0 || own.has(name))
  const sign = metric?.direction === 'lower' ? -1 : 1
  return slices.map((slice) => {
    const { name, weight, value } = slice
    const before = isOwnKnown ? (own.get(name) ?? null) : (production?.score ?? null)
    const drop = value === null || before === null ? null : sign * weight * (before - value)
    return { ...slice, dropContribution: drop === null || !Number.isFinite(drop) ? null : Number(drop.toPrecision(12)) }
  })
}

/** The evaluation with these slices only, in their order, and their production scores. */
export function withSlices(evaluation: Evaluation, names: ReadonlySet<string>): Evaluation {
  const { production, slices } = evaluation
  return {
    ...evaluation,
    slices: slices.filter(({ name }) => names.has(name)),
    production: production && { ...production, slices: production.slices.filter(({ name }) => names.has(name)) },
  }
}

/** Slices from the largest part of the drop to the smallest; those whose part is not known come last, in their order. */
export function worstFirst(slices: readonly DroppedSlice[]): readonly DroppedSlice[] {
  const part = ({ dropContribution }: DroppedSlice) => dropContribution ?? Number.NEGATIVE_INFINITY
  return [...slices].sort((a, b) => (part(a) === part(b) ? 0 : part(b) - part(a)))
}
