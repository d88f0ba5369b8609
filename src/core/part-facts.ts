import type { Evaluation, ProductionSlice, SliceResult } from './evaluation.js'
import type { Explanation, SlicePart } from './explanation.js'
import { formatHalf, formatLevel, formatValue, formatWeight } from './number-text.js'
import { sum } from './sum.js'

/** What the facts are about. */
export interface Change {
  /** The absolute drop, positive = worse; 0 also where it is next to nothing beside what the slices did. */
  readonly whole: number
  readonly noun: 'drop' | 'gain'
  /** −1 where lower is better. */
  readonly sign: 1 | -1
}

export function changeOf({ drop, metric }: Evaluation, { slices }: Pick<Explanation, 'slices'>): Change {
  const absolute = drop?.absolute ?? 0
  const moved = sum(slices.map((part) => Math.abs(part.drop)))
  const whole = Math.abs(absolute) < 0.001 * moved ? 0 : absolute
  return { whole, noun: whole < 0 ? 'gain' : 'drop', sign: metric?.direction === 'lower' ? -1 : 1 }
}

/** What one slice has to do with the change, and why. */
export function partFact(part: SlicePart, evaluation: Evaluation, change: Change): string {
  const { name, drop } = part
  if (change.whole !== 0 && drop > 0 !== change.whole > 0 && !isOfMix(part)) {
    const effect = `which takes ${formatValue(Math.abs(drop))} off the ${change.noun}`
    return `${name} got ${drop > 0 ? 'worse' : 'better'}: ${valueClause(part, evaluation)}, ${effect}.`
  }
  const because = isOfMix(part)
    ? mixClause(part, evaluation)
    : `${valueClause(part, evaluation)}, at weight ${weightText(part.weight)}`
  return `${name} ${amountOf(drop, change, 'singular')}: ${because}.`
}

/** Whether the weight matters more than the value. */
export function isOfMix({ performance, mix }: SlicePart): boolean {
  return Math.abs(mix) > Math.abs(performance)
}

/** `makes 81 % of the drop`, or what else it does to it. */
export function amountOf(amount: number, { whole, noun }: Change, number: 'singular' | 'plural'): string {
  const verb = (text: string) => (number === 'singular' ? `${text}s` : text)
  const size = formatValue(Math.abs(amount))
  if (whole === 0) return amount > 0 ? `${verb('cost')} the score ${size}` : `${verb('give')} the score ${size}`
  if (amount > 0 !== whole > 0) return `${verb('take')} ${size} off the ${noun}`
  const ratio = amount / whole
  if (ratio >= 1.005) return `${verb('add')} ${size} to the ${noun}, more than the whole of it (${formatValue(Math.abs(whole))})`
  return number === 'plural' ? `make ${size} of the ${noun}` : `makes ${formatPercent(ratio)} of the ${noun}`
}

/** A share to whole percents, none of which is nothing. */
export function formatPercent(share: number): string {
  const percents = Math.round(share * 100)
  return percents === 0 && share > 0 ? 'less than 1 %' : `${percents} %`
}

/** How a slice's change stands to what chance makes of it; null where that is not known. */
export function standing(slice: SliceResult, stored: ProductionSlice | undefined, { metric, confidence }: Evaluation) {
  const { value, interval, standardError: own, isProduction } = slice
  if (stored === undefined || value === null || interval === null || confidence === null || isProduction) return null
  const half = (interval[1] - interval[0]) / 2
  const { standardError: error } = stored
  // The variances add up.
  const wide = error === null || own === null || own === 0 ? half : (half * Math.hypot(own, error)) / own
  const worse = (metric?.direction === 'lower' ? -1 : 1) * (stored.score - value)
  const what =
    error === null ? `its ${formatLevel(confidence)} interval of` : `the ${formatLevel(confidence)} interval of the change,`
  return { isWorse: worse > wide, isBeyond: Math.abs(worse) > wide, half: wide, text: `${what} ± ${formatHalf(wide, value)}` }
}

function valueClause({ name, value, productionValue }: SlicePart, evaluation: Evaluation): string {
  if (value === null || productionValue === null) return 'its value is not known'
  const verb = value < productionValue ? 'fell' : 'rose'
  const [from, to] = [formatValue(productionValue), formatValue(value)]
  const move =
    from === to ? `${verb} by ${formatValue(Math.abs(value - productionValue))} from ${from}` : `${verb} from ${from} to ${to}`
  return `${evaluation.metric?.name ?? 'the value'} ${move}${chance(name, evaluation)}`
}

function chance(name: string, evaluation: Evaluation): string {
  const slice = evaluation.slices.find((each) => each.name === name)
  const stored = evaluation.production?.slices.find((each) => each.name === name)
  const known = slice === undefined ? null : standing(slice, stored, evaluation)
  if (known === null || known.half === 0) return ''
  return known.isBeyond ? ` (beyond ${known.text})` : ` (within ${known.text}, so it may be chance)`
}

function mixClause({ value, productionValue, weight, productionWeight }: SlicePart, { metric, production }: Evaluation): string {
  const name = metric?.name ?? 'value'
  const beside = `the production score is ${formatValue(production?.score ?? null)}`
  if (productionValue === null) {
    return `it is new, with a weight of ${weightText(weight)} and a ${name} of ${formatValue(value)} (${beside})`
  }
  const moved = `it weighs ${weightText(weight)}, in production ${weightText(productionWeight)}`
  return `${moved}, where its ${name} was ${formatValue(productionValue)} (${beside})`
}

function weightText(weight: number | null): string {
  return formatWeight(weight ?? 0)
}
