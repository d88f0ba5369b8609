import { packedIndex } from '../../core/linear.js'
import type { BoundMetric } from '../../core/metric.js'
import { numberParam } from '../../core/params.js'
import type { Column, MetricPlan } from '../../core/ports.js'
import { decision, isClustered } from '../sql/rows.js'

/** What one scan computes for all additive metrics of a plan together; equal expressions are computed once. */
export interface Statistics {
  /** Whether rows depend on one another, so that they are left out together. */
  readonly isBucketed: boolean
  /** SQL that rows are grouped by besides their slices: the columns `key0` … of the result. */
  readonly keys: readonly string[]
  /** SQL over the canonical columns, named `term0` …; their sums are `sum0` …. */
  readonly terms: readonly string[]
  /** Column of the sum of the weights. */
  readonly weight: string
  /** SQL of the quantities of which mean and spread are needed. */
  readonly moments: readonly string[]
  /** SQL over the centered and scaled terms, `factor0` …, and moments; the sums are `product0` …. */
  readonly products: readonly string[]
  requestOf(bound: BoundMetric): Request
}

/** The columns of the result that one metric needs. */
export interface Request {
  /** Of a binary decision, or of the bin. */
  readonly key: string | null
  readonly sums: readonly { readonly name: string; readonly column: string }[]
  readonly moments: readonly { readonly name: string; readonly index: number }[]
  /** In the order of `packedIndex`; null = 0. */
  readonly products: readonly (string | null)[]
  readonly factors: readonly Factor[]
}

/**
 * What a row adds to a statistic: the number of a term; 1 (`rows`); its weight; a moment, which is scaled
 * like the weights; or, last, its weight as what the others are ratios of (`reference`).
 */
export type Factor = number | 'rows' | 'weight' | 'moment' | 'reference'

/** `label` = SQL of what tells the labels apart. */
export function planStatistics(plan: MetricPlan, columns: readonly Column[], label: string): Statistics {
  const additive = plan.metrics.filter(({ metric }) => ['aggregate', 'confusion', 'classes'].includes(metric.kind))
  const isBucketed = additive.length > 0 && isClustered(plan)
  const isWeighted = plan.columns.weight !== null
  const [keys, terms, moments, products] = [numbering('key'), numbering('term'), numbering('moment'), numbering('product')]
  if (needsLabel(plan)) keys.of(label)
  if (additive.some(({ metric }) => metric.kind === 'classes')) keys.of('prediction')
  const sumOf = (sql: string) => (sql === 'weight' && !isWeighted ? ROWS : terms.of(sql))
  const weight = isWeighted ? terms.of('weight') : ROWS
  const productOf = (a: string, b: string) => {
    const [left, right] = [columnOf(a, weight), columnOf(b, weight)]
    return left === null || right === null ? null : products.of(`${left} * ${right}`)
  }
  const requests = additive.map((bound): readonly [BoundMetric, Request] => {
    const { metric, params } = bound
    const key = keyOf(bound, plan, columns)
    const sums = Object.entries(metric.kind === 'aggregate' ? metric.sums(params) : { weight: 'weight' })
    const quantities = Object.entries(metric.kind === 'aggregate' ? (metric.moments ?? {}) : {})
    const added = sums.map(([name, sql]) => ({ name, term: sumOf(sql) }))
    const spread = quantities.map(([name, sql]) => ({ name, index: Number(moments.of(sql).slice('moment'.length)) }))
    const factors = [
      ...added.map(({ term }) => term),
      ...spread.flatMap(({ index }) => [weight, `moment${index}_first`, `moment${index}_second`]),
      REFERENCE,
    ]
    return [
      bound,
      {
        key: key === null ? null : keys.of(key),
        sums: added.map(({ name, term }) => ({ name, column: summed(term) })),
        moments: spread,
        products: isBucketed ? [] : packed(factors, productOf),
        factors: factors.map((factor) => factorOf(factor, weight)),
      },
    ]
  })
  return {
    isBucketed,
    keys: keys.texts,
    terms: terms.texts,
    weight: summed(weight),
    moments: moments.texts,
    products: products.texts,
    requestOf(bound) {
      const found = requests.find(([other]) => other === bound)
      if (found === undefined) throw new Error(`metric ${bound.metric.name} is not part of the scan`)
      return found[1]
    },
  }
}

/** The number of rows is the sum of weights where all weights are 1. */
const ROWS = 'rows'

/** The column of a term's sum. */
function summed(term: string): string {
  return term.replace(/^term/, 'sum')
}

const REFERENCE = 'reference'

/** The column of what is left of a factor without its ratio and center; null = nothing. */
function columnOf(factor: string, weight: string): string | null {
  if (factor === ROWS || factor === weight) return null
  if (factor === REFERENCE) return weight === ROWS ? null : 'factor_weight'
  return factor.replace(/^term/, 'factor').replace(/^moment/, 'factor_moment')
}

function factorOf(factor: string, weight: string): Factor {
  if (factor === weight) return 'weight'
  if (factor === ROWS || factor === REFERENCE) return factor
  const [, index] = /^term(\d+)$/.exec(factor) ?? []
  return index === undefined ? 'moment' : Number(index)
}

/** Ranked metrics need the weight of each class. */
function needsLabel({ metrics }: MetricPlan): boolean {
  return metrics.some(
    ({ metric }) =>
      metric.kind === 'confusion' || metric.kind === 'classes' || (metric.kind === 'ranked' && metric.order === 'prediction'),
  )
}

function keyOf({ metric, params }: BoundMetric, plan: MetricPlan, columns: readonly Column[]): string | null {
  if (metric.kind === 'confusion') return decision(numberParam(params, 'threshold'), plan, columns)
  return metric.kind !== 'aggregate' || metric.key === undefined ? null : `CAST(${metric.key(params)} AS INTEGER)`
}

function packed(factors: readonly string[], productOf: (a: string, b: string) => string | null): (string | null)[] {
  const names: (string | null)[] = []
  for (const [i, a] of factors.entries()) {
    for (const [j, b] of factors.entries()) if (j >= i) names[packedIndex(i, j, factors.length)] = productOf(a, b)
  }
  return names
}

/** Names texts by the order in which they first come. */
function numbering(prefix: string) {
  const texts: string[] = []
  const of = (text: string) => {
    const known = texts.indexOf(text)
    return `${prefix}${known === -1 ? texts.push(text) - 1 : known}`
  }
  return { texts, of }
}
