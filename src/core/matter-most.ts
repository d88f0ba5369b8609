import type { Evaluation } from './evaluation.js'
import type { Explanation } from './explanation.js'

/** The names of the slices that matter most, so many at most: by the size of their part of the drop, then by weight. */
export function matterMost({ slices, explanation }: Pick<Evaluation, 'slices' | 'explanation'>, most: number): readonly string[] {
  const parts = new Map((explanation?.slices ?? []).map(({ name, drop }) => [name, Math.abs(drop)]))
  return [...slices]
    .map(({ name, weight }) => ({ name, weight, part: parts.get(name) ?? 0 }))
    .sort((a, b) => b.part - a.part || b.weight - a.weight)
    .slice(0, most)
    .map(({ name }) => name)
}

/** An explanation with the slices that matter most only, so many at most, in their order; its sums are those of all. */
export function shortened(explanation: Explanation, most: number): Explanation {
  const bySize = [...explanation.slices].sort((a, b) => Math.abs(b.drop) - Math.abs(a.drop) || (b.weight ?? 0) - (a.weight ?? 0))
  const kept = new Set(bySize.slice(0, most))
  return { ...explanation, slices: explanation.slices.filter((part) => kept.has(part)) }
}
