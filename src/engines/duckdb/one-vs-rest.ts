import type { Estimates } from '../../core/jackknife.js'
import type { BoundMetric, ClassValue, OneVsRestMetric, RankedMetric } from '../../core/metric.js'
import { literal } from '../../core/sql.js'
import { BUCKETS, bucketExpression, isClustered } from '../sql/rows.js'
import type { Connection } from './connection.js'
import { rank, type Scanned, type Sort, type Sorting } from './ranked.js'

/** The estimates of metrics of every class against the rest: one sort per class, the same jackknife groups in all. */
export async function rankClasses(
  scanned: Scanned,
  metrics: readonly BoundMetric<OneVsRestMetric>[],
  connection: Connection,
): Promise<Estimates[]> {
  const classes = Object.keys(scanned.plan.columns.probabilities ?? {})
  const ranked = [...metrics.map(({ metric, params }) => ({ metric: asRanked(metric), params })), { metric: SUPPORT, params: {} }]
  const byClass: (readonly Estimates[])[] = []
  for (const [index, name] of classes.entries())
    byClass.push(await rank(scanned, { ...sortOfClass(name, index, scanned), totals: [] }, ranked, connection))
  return metrics.map(({ metric, params }, position) =>
    combine(
      byClass.map((estimates) => [estimates[position], estimates[metrics.length]] as const),
      scanned.plan.slices.length,
      (values) => metric.combine(values, params),
    ),
  )
}

export function sortOfClass(name: string, index: number, { plan, membership }: Sorting): Sort {
  const contents = [
    'label',
    ...Object.keys(plan.columns.probabilities ?? {}).map((_, column) => `ctrain_probability${column}`),
  ].join(', ')
  // Rows that hold the same must not all fall into one group, nor be dealt out evenly.
  const counted = `row_number() OVER (PARTITION BY ${contents} ORDER BY ${['weight', ...membership.names].join(', ')})`
  return {
    key: `ctrain_probability${index}`,
    isPositive: `CASE WHEN label = ${literal(name)} THEN 1 ELSE 0 END`,
    carried: [],
    bucket: isClustered(plan) ? bucketExpression(plan) : `CAST(hash(${contents}, ${counted}) % ${BUCKETS} AS INTEGER)`,
  }
}

function asRanked(metric: OneVsRestMetric): RankedMetric {
  return { ...metric, kind: 'ranked', order: 'prediction', reading: () => ({ by: 'pairs', value: metric.ofPairs }) }
}

/** Weight of the rows of a class, as a metric, so that it is known without each group, too. */
const SUPPORT: RankedMetric = {
  kind: 'ranked',
  order: 'prediction',
  name: 'support',
  task: 'multiclass',
  direction: null,
  summary: 'Weight of the rows of a class.',
  formula: 'Σ w',
  range: '0 to ∞',
  undefinedWhen: null,
  source: '',
  params: {},
  reading: () => ({ by: 'pairs', value: ({ positive }) => positive }),
}

type OfClass = readonly [value: Estimates | undefined, support: Estimates | undefined]

function combine(
  classes: readonly OfClass[],
  slices: number,
  finish: (values: readonly ClassValue[]) => number | null,
): Estimates {
  const every = Array.from({ length: slices }, (_, slice) => slice)
  const values = every.map((slice) =>
    finish(classes.map(([value, support]) => ({ value: value?.values[slice] ?? null, weight: support?.values[slice] ?? 0 }))),
  )
  const replicates = every.map((slice) => {
    const buckets = new Set(classes.flatMap(([, support]) => [...replicatesOf(support, slice).keys()]))
    return new Map(
      [...buckets].map((bucket) => {
        const without = classes.map(([value, support]) => ({
          value: replicatesOf(value, slice).get(bucket) ?? value?.values[slice] ?? null,
          weight: replicatesOf(support, slice).get(bucket) ?? 0,
        }))
        return [bucket, finish(without) ?? Number.NaN] as const
      }),
    )
  })
  return { values, replicates: { kind: 'buckets', slices: replicates } }
}

const NONE: ReadonlyMap<number, number> = new Map()

function replicatesOf(estimates: Estimates | undefined, slice: number): ReadonlyMap<number, number> {
  const replicates = estimates?.replicates ?? null
  return replicates?.kind === 'buckets' ? (replicates.slices[slice] ?? NONE) : NONE
}
