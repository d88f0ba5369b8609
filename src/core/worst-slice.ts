import type { Evaluation, SliceResult } from './evaluation.js'
import { splitDrop } from './split-drop.js'

/** A slice with its part of the drop: in the metric's unit, positive = it makes the score worse. */
export interface DroppedSlice extends SliceResult {
  readonly dropContribution: number | null
}

/** Each slice's part of the absolute drop, as the explanation of the drop has it. Null without value or production score. */
export function withDrops(evaluation: Evaluation): readonly DroppedSlice[] {
  const { parts } = splitDrop(evaluation)
  return evaluation.slices.map((slice, index) => ({ ...slice, dropContribution: parts[index]?.change?.drop ?? null }))
}

/** The evaluation with these slices only, in their order, their production scores, and their parts of the drop. */
export function withSlices(evaluation: Evaluation, names: ReadonlySet<string>): Evaluation {
  const keep = <T extends { readonly name: string }>(all: readonly T[]) => all.filter(({ name }) => names.has(name))
  const { production, slices, explanation } = evaluation
  return {
    ...evaluation,
    slices: keep(slices),
    production: production && { ...production, slices: keep(production.slices) },
    explanation: explanation && { ...explanation, slices: keep(explanation.slices) },
  }
}

/** Slices from the largest part of the drop to the smallest; those whose part is not known come last, in their order. */
export function worstFirst<Slice extends DroppedSlice>(slices: readonly Slice[]): readonly Slice[] {
  return byDrop(slices, ({ dropContribution }) => dropContribution)
}

/** From the largest part of the drop to the smallest; null comes last, in its order. */
export function byDrop<T>(all: readonly T[], partOf: (each: T) => number | null): readonly T[] {
  const part = (each: T) => partOf(each) ?? Number.NEGATIVE_INFINITY
  return [...all].sort((a, b) => (part(a) === part(b) ? 0 : part(b) - part(a)))
}

/** In their order, but slices with weight and without value first, as they are why there is no verdict. */
export function blindFirst<T>(all: readonly T[], sliceOf: (each: T) => SliceResult | null): readonly T[] {
  const isBlind = (each: T) => {
    const slice = sliceOf(each)
    return slice !== null && slice.value === null && slice.weight > 0
  }
  return [...all.filter(isBlind), ...all.filter((each) => !isBlind(each))]
}
