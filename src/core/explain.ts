import type { Evaluation } from './evaluation.js'
import { factsOf } from './explain-facts.js'
import type { Explanation, SlicePart } from './explanation.js'
import { round12, roundAs } from './round.js'
import { type DropPart, splitDrop, totalOf } from './split-drop.js'

/**
 * Where the drop of a judged evaluation comes from; null where it has none, or one that is no finite number.
 * `formerCoverage` = share of the rows behind the production score that had a label; null = not known.
 */
export function explain(evaluation: Evaluation, formerCoverage: number | null): Explanation | null {
  const { score, production, drop } = evaluation
  if (score === null || production === null || drop === null || drop.absolute === null) return null
  const { against, parts, unexplained, rows } = splitDrop(evaluation)
  const totals = totalOf(parts.map(({ change }) => change))
  if (totals === null || !Number.isFinite(unexplained)) return null
  const sizes = parts.map(({ change }) => Math.abs(change?.drop ?? 0))
  const whole = roundAs(drop.absolute, Math.max(0, ...sizes))
  const slices = parts.map((part) => partOf(part, whole)).sort((a, b) => b.drop - a.drop)
  const split = { against, slices, ...totals, unexplained, rows }
  return { ...split, facts: factsOf(evaluation, split, formerCoverage) }
}

function partOf({ name, change, ...sides }: DropPart, whole: number): SlicePart {
  const { drop, performance, mix } = change ?? { drop: 0, performance: 0, mix: 0 }
  const share = round12(drop / whole) + 0
  return { name, drop, share: Number.isFinite(share) ? share : null, performance, mix, ...sides }
}
