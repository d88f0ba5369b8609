import type { Evaluation } from './evaluation.js'
import type { Explanation, SlicePart } from './explanation.js'
import { formatLevel, formatValue, formatWeight } from './number-text.js'
import { amountOf, type Change, changeOf, formatPercent, isOfMix, partFact, standing } from './part-facts.js'

const MOST_FACTS = 3

/** What is too small to matter: of the drop, or of all rows. */
const MINOR = 0.05

interface Fact {
  /** The more, the sooner; about the share of the drop that it is about. */
  readonly importance: number
  readonly text: string
}

type Split = Omit<Explanation, 'facts'>

/** What matters most about a drop, or a gain, in at most three sentences. None claims more than is known. */
export function factsOf(evaluation: Evaluation, split: Split, formerCoverage: number | null): readonly string[] {
  const change = changeOf(evaluation, split)
  const facts = [
    ...(split.against === 'slices' ? sliceFacts(evaluation, split, change) : scoreFacts(evaluation, split)),
    ...mixFacts(split, change),
    ...unexplainedFacts(evaluation, split, change),
    ...coverageFacts(evaluation, formerCoverage),
  ]
  return facts
    .sort((a, b) => b.importance - a.importance)
    .slice(0, MOST_FACTS)
    .map(({ text }) => text)
}

/** The slices that made the change, and the one that went most against it. */
function sliceFacts(evaluation: Evaluation, { slices }: Split, change: Change): Fact[] {
  if (slices.length < 2) return []
  const isToward = (drop: number) => drop !== 0 && drop > 0 === change.whole >= 0
  const ratio = ({ drop }: SlicePart) => (change.whole === 0 ? 1 : Math.abs(drop / change.whole))
  const bySize = [...slices].sort((a, b) => Math.abs(b.drop) - Math.abs(a.drop))
  const toward = bySize.filter(({ drop }) => isToward(drop))
  const [against] = bySize.filter(({ drop }) => drop !== 0 && !isToward(drop))
  const [first] = toward
  const isSpread = first !== undefined && toward.length > MOST_FACTS && ratio(first) < LARGE
  const told = isSpread ? [] : toward.slice(0, MOST_FACTS).filter((part) => part === first || ratio(part) >= LARGE)
  if (against !== undefined && ratio(against) >= MINOR) told.push(against)
  const facts = told.map((part) => ({
    importance: part === first ? 2 : Math.min(1, ratio(part)),
    text: partFact(part, evaluation, change),
  }))
  return [...worseFacts(evaluation), ...(isSpread ? [spread(first.name, ratio(first), toward.length, change)] : []), ...facts]
}

/** Of the drop. */
const LARGE = 0.1

function spread(name: string, ratio: number, count: number, { noun }: Change): Fact {
  const part = `the largest part, that of ${name}, is ${formatPercent(ratio)} of it`
  return { importance: 2, text: `The ${noun} is spread over ${count} slices: ${part}.` }
}

/** How many slices are surely worse; told only where all is known that could be bad. */
function worseFacts(evaluation: Evaluation): Fact[] {
  const weighted = evaluation.slices.filter(({ weight, isProduction }) => weight > 0 && !isProduction)
  const stored = new Map(evaluation.production?.slices.map((slice) => [slice.name, slice]))
  const standings = weighted.flatMap((slice) => standing(slice, stored.get(slice.name), evaluation) ?? [])
  const level = evaluation.confidence
  if (weighted.length < 2 || standings.length < weighted.length || level === null) return []
  const worse = standings.filter(({ isWorse }) => isWorse).length
  if (worse === 0) {
    const importance = evaluation.verdict === 'healthy' ? 3 : 0.6
    return [{ importance, text: `No slice is worse than in production beyond its ${formatLevel(level)} interval.` }]
  }
  if (weighted.length <= MOST_FACTS) return []
  const verb = worse === 1 ? 'is' : 'are'
  const text = `${worse} of ${weighted.length} slices ${verb} worse than in production beyond their ${formatLevel(level)} intervals.`
  return [{ importance: 0.5, text }]
}

/** Without production values nobody knows what a slice has lost, only where it stands. */
function scoreFacts({ metric, production, slices: all }: Evaluation, { slices }: Split): Fact[] {
  const [worst] = slices.filter(({ weight }) => (weight ?? 0) > 0)
  const score = production?.score ?? 0
  if (slices.length < 2 || worst === undefined || worst.drop <= 0 || worst.value === null) return []
  const value = `its ${metric?.name ?? 'value'} of ${formatValue(worst.value)}`
  const distance = `${formatValue(Math.abs(score - worst.value))} worse than the production score of ${formatValue(score)}`
  const known = new Set(production?.slices.map(({ name }) => name))
  const lacking = all.find(({ name, weight }) => weight > 0 && !known.has(name))
  const gap = known.size === 0 || lacking === undefined ? 'values of slices' : `a value of ${lacking.name}`
  return [
    {
      importance: 2,
      text: `${worst.name} ${metric?.direction === 'lower' ? 'pushes the score up' : 'pulls the score down'} the most: ${value} is ${distance}, at weight ${formatWeight(worst.weight ?? 0)}.`,
    },
    {
      importance: 1,
      text: `What each slice has lost is not known: the production score comes without ${gap} (ctrain baseline record stores them).`,
    },
  ]
}

/** Whether other weights or other rows are part of the change. */
function mixFacts({ against, slices, performance, mix, rows }: Split, change: Change): Fact[] {
  if (against === 'score' || slices.length < 2) return []
  if (mix !== 0 && Math.abs(mix) >= MINOR * Math.abs(change.whole)) {
    const values = mix * performance > 0 ? `, other values ${formatValue(Math.abs(performance))}` : ''
    const text = `Other weights than in production ${amountOf(mix, change, 'plural')}${values}${movedMost(slices)}.`
    return [{ importance: change.whole === 0 ? 1 : Math.min(1, Math.abs(mix / change.whole)), text }]
  }
  return rows === null ? [] : rowFacts(slices, rows.mix, change)
}

/** The slice whose weight matters most, unless the sentence about the largest part tells that. */
function movedMost(slices: Split['slices']): string {
  const [moved] = [...slices].sort((a, b) => Math.abs(b.mix) - Math.abs(a.mix))
  const [largest] = [...slices].sort((a, b) => Math.abs(b.drop) - Math.abs(a.drop))
  if (moved === undefined || (moved === largest && isOfMix(moved))) return ''
  return `: ${moved.name} weighs ${formatWeight(moved.weight ?? 0)}, was ${formatWeight(moved.productionWeight ?? 0)}`
}

function rowFacts(slices: Split['slices'], mix: number, change: Change): Fact[] {
  const shift = ({ rowShare, productionRowShare }: Split['slices'][number]) => (rowShare ?? 0) - (productionRowShare ?? 0)
  const [moved] = [...slices].sort((a, b) => Math.abs(shift(b)) - Math.abs(shift(a)))
  if (moved === undefined) return []
  if (Math.abs(shift(moved)) < MINOR) {
    if (change.whole === 0) return []
    return [
      { importance: 0.01, text: `The mix of rows is that of production: the ${change.noun} is one of values, not of rows.` },
    ]
  }
  const shares = `${formatPercent(moved.rowShare ?? 0)} of the slices' rows, was ${formatPercent(moved.productionRowShare ?? 0)}`
  const effect = `weights that follow the rows would make the score ${formatValue(Math.abs(mix))} ${mix > 0 ? 'worse' : 'better'}`
  const text = `The rows moved: ${moved.name} has ${shares}; the weights did not, so this moves nothing, but ${effect}.`
  return [{ importance: 0.15, text }]
}

/** A production score that is not the sum of its slices. */
function unexplainedFacts({ production }: Evaluation, { unexplained }: Split, change: Change): Fact[] {
  const score = production?.score ?? 0
  if (unexplained === 0 || Math.abs(unexplained) < MINOR * Math.abs(change.whole)) return []
  const explained = formatValue(score - change.sign * unexplained)
  const why = `the production score of ${formatValue(score)} is not the weighted sum of its slices, ${explained}`
  const importance = change.whole === 0 ? 1 : Math.min(1.5, Math.abs(unexplained / change.whole))
  return [{ importance, text: `No slice explains ${formatValue(Math.abs(unexplained))} of the change: ${why}.` }]
}

/** Labels that are missing need not be missing at random. */
function coverageFacts({ dataset }: Evaluation, former: number | null): Fact[] {
  if (dataset === null || dataset.rows === 0 || former === null) return []
  const coverage = (dataset.rows - dataset.rowsWithoutLabel) / dataset.rows
  if (former - coverage < MINOR) return []
  const text = `Fewer rows have a label: ${formatPercent(coverage)}, of those behind the production score ${formatPercent(former)}.`
  return [{ importance: Math.min(1, 2 * (former - coverage)), text }]
}
