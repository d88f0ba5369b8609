import type { ParamSpec, Params, RankedItems } from '../core/metric.js'
import { optionalNumber, textParam } from '../core/params.js'

/** Items of equal prediction: a value that depends on the order is the mean over the orders of ties. */
export interface Tie {
  /** Items above. */
  readonly before: number
  /** Relevant items above. */
  readonly relevantBefore: number
  readonly size: number
  readonly relevant: number
}

/** The ties of a query from the top, single items among them; only those that begin above rank k. */
export function tiesOf({ gains, ties, count }: RankedItems, k: number): Tie[] {
  const found: Tie[] = []
  let relevantBefore = 0
  for (let before = 0; before < Math.min(count, k); ) {
    const end = ties[before] ?? count
    let relevant = 0
    for (let item = before; item < end; item++) if ((gains[item] ?? 0) > 0) relevant++
    found.push({ before, relevantBefore, size: end - before, relevant })
    relevantBefore += relevant
    before = end
  }
  return found
}

export function relevantCount({ gains, count }: RankedItems): number {
  let relevant = 0
  for (let item = 0; item < count; item++) if ((gains[item] ?? 0) > 0) relevant++
  return relevant
}

/** Where the first relevant item of the ranking stands: [rank, probability] over the orders of its tie. */
export function firstRelevant(ties: readonly Tie[], k: number): (readonly [rank: number, probability: number])[] {
  const tie = ties.find(({ relevant }) => relevant > 0)
  if (tie === undefined) return []
  const { before, size, relevant } = tie
  const ranks: (readonly [number, number])[] = []
  let probability = relevant / size
  for (let place = 1; place <= size - relevant + 1 && before + place <= k; place++) {
    ranks.push([before + place, probability])
    probability *= (size - place - relevant + 1) / (size - place)
  }
  return ranks
}

/** Relevant items that are expected among the first k. */
export function foundWithin(ties: readonly Tie[], k: number): number {
  return ties.reduce((sum, { before, size, relevant }) => sum + (relevant * Math.min(size, k - before)) / size, 0)
}

const ON_NO_RELEVANT = {
  type: 'text',
  description: 'a query without a relevant item is left out (skip), or counts as 0 (zero)',
  default: 'skip',
  choices: ['skip', 'zero'],
} as const satisfies ParamSpec

const K = { type: 'number', description: 'only the first k items of a query', integer: true, min: 1 } as const

export const RANKING_PARAMS = { k: { ...K, optional: true }, on_no_relevant: ON_NO_RELEVANT } as const
export const CUT_PARAMS = { k: K, on_no_relevant: ON_NO_RELEVANT } as const

/** The cut, or infinity. */
export function cutOf(params: Params): number {
  return optionalNumber(params, 'k') ?? Number.POSITIVE_INFINITY
}

/** The value of a query without a relevant item. */
export function withoutRelevant(params: Params): 0 | null {
  return textParam(params, 'on_no_relevant') === 'zero' ? 0 : null
}

/** Grades below 0 have no meaning as gains. */
export const GRADED = { labelDomain: () => ({ condition: 'label >= 0', violation: 'below 0' }) } as const

export const NO_RELEVANT = 'without a query that has a relevant item (label > 0)'
