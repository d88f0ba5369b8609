import type { ChartParts } from '../../core/appendix.js'
import { type ChartedTask, createChartSweep } from '../../core/chart-sweep.js'
import type { MetricPlan } from '../../core/ports.js'
import { UNKNOWN } from '../sql/state.js'
import type { Connection } from './connection.js'
import type { Dataset } from './dataset.js'
import { planMembership, type ReadSlice } from './membership.js'
import { readSorted, type Sort, type Sorting, sortOf } from './ranked.js'

/** Charts of some slices of a plan that was scanned, from one sort of the scored rows. */
export async function drawCharts(
  plan: MetricPlan,
  all: readonly ReadSlice[],
  chosen: readonly number[],
  dataset: Dataset,
  connection: Connection,
): Promise<readonly ChartParts[] | null> {
  const { task } = plan
  if (task !== 'binary' && task !== 'regression') return null
  // Few slices: their predicates are evaluated on every row, which needs no look at the values before.
  const membership = await planMembership(onlySlices(all, chosen), dataset, 'none', connection)
  const sweep = createChartSweep(task, chosen.length)
  const sorting = { plan, membership, dataset, profile: UNKNOWN }
  for await (const rows of readSorted(sorting, chartSort(task, sorting), 1, connection)) sweep.rows(rows)
  return sweep.end()
}

function chartSort(task: ChartedTask, sorting: Sorting): Sort {
  if (task === 'binary') return { ...sortOf('prediction', sorting), bucket: null }
  return { key: 'prediction - label', isPositive: '1', carried: [], bucket: null }
}

/** The chosen slices first, then those that they are the rest of. */
function onlySlices(all: readonly ReadSlice[], chosen: readonly number[]): readonly ReadSlice[] {
  const indexes = [...new Set([...chosen, ...chosen.flatMap((index) => all[index]?.others ?? [])])]
  const places = new Map(indexes.map((index, place) => [index, place]))
  return indexes.flatMap((index) => {
    const { others, ...slice } = all[index] ?? notPlanned(index)
    if (others === undefined) return [slice]
    return [{ ...slice, others: others.flatMap((other) => places.get(other) ?? []) }]
  })
}

function notPlanned(index: number): never {
  throw new Error(`the plan has no slice ${index}`)
}
