import { dropDigits, formatDrop, formatLimit } from '../core/decide.js'
import type { Evaluation } from '../core/evaluation.js'
import { formatCount, formatEstimate, formatLevel, formatValue, formatWeight } from './numbers.js'

const MOST_TERMS = 6

/** `0.6 × 0.7812 + 0.4 × 0.8582 = 0.8120 ± 0.0150` */
export function scoreFormula({ slices, score, standardError, interval }: Evaluation): string {
  const weighted = slices.filter((slice) => slice.weight > 0)
  const terms =
    weighted.length > MOST_TERMS
      ? `Σ weight × value over ${formatCount(weighted.length)} slices`
      : weighted.map((slice) => `${formatWeight(slice.weight)} × ${formatValue(slice.value)}`).join(' + ')
  return `${terms} = ${formatEstimate({ value: score, standardError, interval })}`
}

/** `(0.8600 − 0.8120) / 0.8600 = 5.58 % > 5 %`, or null where there is no score to compare. */
export function dropTerms({ score, production, drop, threshold, metric }: Evaluation): string | null {
  if (score === null || production === null || drop === null || threshold === null) return null
  const measured = drop[threshold.kind]
  if (measured === null) return null
  const [from, to] = metric?.direction === 'lower' ? [score, production.score] : [production.score, score]
  const difference = `${formatValue(from)} − ${to < 0 ? `(${formatValue(to)})` : formatValue(to)}`
  const fraction = threshold.kind === 'relative' ? `(${difference}) / ${divisor(production.score)}` : difference
  const shown = formatDrop(measured, threshold.kind, dropDigits(measured, threshold))
  return `${fraction} = ${shown} ${measured > threshold.maxDrop ? '>' : '≤'} ${formatLimit(threshold)}`
}

/** The same as an equation: `drop = …`. */
export function dropFormula(evaluation: Evaluation): string | null {
  const terms = dropTerms(evaluation)
  return terms === null ? null : `drop = ${terms}`
}

/** `95 % interval of the drop: 4.12 % to 7.04 %`, or null where it is not known. */
export function dropInterval({ drop, threshold, confidence }: Evaluation): string | null {
  const level = threshold?.confidence ?? confidence
  if (threshold === null || level === null || drop === null || drop.interval === null) return null
  const [low, high] = drop.interval.map((end) => formatDrop(end, threshold.kind, dropDigits(end, threshold)))
  return `${formatLevel(level)} interval of the drop: ${low} to ${high}`
}

function divisor(score: number): string {
  return score < 0 ? `|${formatValue(score)}|` : formatValue(score)
}
