import type { Estimates } from '../../core/jackknife.js'
import type { BoundMetric, Metric } from '../../core/metric.js'
import type { EngineInput, MetricPlan, ScanResult } from '../../core/ports.js'
import { STATE, UNKNOWN } from '../sql/state.js'
import { aggregate } from './aggregate.js'
import { checkRows } from './check-rows.js'
import { measureColumns } from './columns.js'
import type { Connection } from './connection.js'
import type { Dataset } from './dataset.js'
import { planMembership, type ReadSlice } from './membership.js'
import { rankClasses } from './one-vs-rest.js'
import { profileOf } from './profile.js'
import { rankQueries } from './queries.js'
import { orderOf, rank, type Scanned } from './ranked.js'
import type { ScanSteps } from './scan-steps.js'
import { tally } from './tally.js'

/** Counts and estimates of all slices, from one aggregating scan and what sorts the metrics need. */
export async function measure(
  plan: MetricPlan,
  slices: readonly ReadSlice[],
  dataset: Dataset,
  input: EngineInput,
  steps: ScanSteps,
  connection: Connection,
): Promise<ScanResult> {
  steps.expect(longQueries(plan))
  // A join would run once more for it.
  let profile = input.predictions === null ? await profileOf(plan, dataset, connection) : UNKNOWN
  for (const sample of ['some', 'all', 'none'] as const) {
    const membership = await planMembership(slices, dataset, sample, connection)
    let aggregates = await steps.during(() => aggregate(plan, membership, dataset, profile, connection))
    if (aggregates.hasNaN) {
      profile = UNKNOWN
      aggregates = await aggregate(plan, membership, dataset, profile, connection)
    }
    if (aggregates.unknown > 0) continue
    const rows = aggregates.states.reduce((total, count) => total + count, 0)
    await checkRows(plan, aggregates.states, dataset, input, connection)
    return {
      rows,
      rowsWithoutLabel: aggregates.states[STATE.unlabelled] ?? 0,
      rowsScored: aggregates.states[STATE.scored] ?? 0,
      rowsDropped: aggregates.states[STATE.invalidPrediction] ?? 0,
      ...(await tally(plan, dataset, input, connection)),
      ...(await estimateAll({ plan, membership, aggregates, dataset, profile }, input, steps, connection)),
    }
  }
  throw new Error('predicates on rows left rows without slices')
}

/** The estimates of all metrics: those of the aggregating scan, those that need a sort, and those of plug-ins. */
async function estimateAll(
  scanned: Scanned,
  input: EngineInput,
  steps: ScanSteps,
  connection: Connection,
): Promise<Pick<ScanResult, 'slices' | 'estimates'>> {
  const { plan, aggregates } = scanned
  const estimates = [...aggregates.estimates]
  const fill = <M extends Metric>(metrics: readonly Indexed<M>[], found: readonly Estimates[]) => {
    for (const [position, { index }] of metrics.entries()) estimates[index] = found[position] ?? null
  }
  for (const order of ['prediction', 'error'] as const) {
    const ranked = indexed(plan, ({ metric, params }) =>
      metric.kind === 'ranked' && metric.order === order ? { metric, params } : null,
    )
    if (ranked.length > 0) fill(ranked, await steps.during(() => rank(scanned, orderOf(order, scanned), ranked, connection)))
  }
  const classes = indexed(plan, ({ metric, params }) => (metric.kind === 'one_vs_rest' ? { metric, params } : null))
  if (classes.length > 0) fill(classes, await steps.during(() => rankClasses(scanned, classes, connection)))
  const queries = indexed(plan, ({ metric, params }) => (metric.kind === 'queries' ? { metric, params } : null))
  const ranked =
    queries.length === 0 ? null : await steps.during(() => rankQueries({ ...scanned, metrics: queries }, input, connection))
  fill(queries, ranked?.estimates ?? [])
  for (const bound of indexed(plan, ({ metric, params }) => (metric.kind === 'columns' ? { metric, params } : null))) {
    fill([bound], [await steps.during(() => measureColumns(bound, scanned, connection))])
  }
  return {
    slices: aggregates.slices.map((counts, slice) => {
      const { positive = 0, negative = 0 } = aggregates.totals[slice] ?? {}
      return { ...counts, weightScored: positive + negative, queries: ranked?.counts[slice] ?? null }
    }),
    estimates: estimates.map((found, index) => found ?? notComputed(plan, index)),
  }
}

/** One that aggregates, one for each sort, and one for each plug-in. */
function longQueries({ metrics }: MetricPlan): number {
  const sorts = metrics.flatMap(({ metric }) => (metric.kind === 'ranked' ? [metric.order] : []))
  const kinds = metrics.map(({ metric }) => metric.kind).filter((kind) => kind === 'one_vs_rest' || kind === 'queries')
  return 1 + new Set([...sorts, ...kinds]).size + metrics.filter(({ metric }) => metric.kind === 'columns').length
}

type Indexed<M extends Metric> = BoundMetric<M> & { readonly index: number }

/** The metrics of one kind, with their places in the plan. */
function indexed<M extends Metric>({ metrics }: MetricPlan, pick: (bound: BoundMetric) => BoundMetric<M> | null): Indexed<M>[] {
  return metrics.flatMap((bound, index) => {
    const picked = pick(bound)
    return picked === null ? [] : [{ ...picked, index }]
  })
}

function notComputed({ metrics }: MetricPlan, index: number): never {
  throw new Error(`metric ${metrics[index]?.metric.name} was not computed`)
}
