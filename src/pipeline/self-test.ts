import type { Readings } from '../config/metric-schema.js'
import type { ColumnsMetric } from '../core/custom.js'
import { isKnownError, type KnownError } from '../core/errors.js'
import type { BoundMetric } from '../core/metric.js'
import type { EngineSession, World } from '../core/ports.js'
import { loadReadings } from './custom-metrics.js'
import { exampleTables } from './example-table.js'

/** Why a custom metric can't be loaded, or fails on two rows; null = it gives a number, or says that it is undefined. */
export async function testCustomMetric(
  readings: Readings,
  directory: string,
  session: EngineSession,
  world: World,
): Promise<string | null> {
  try {
    const loaded = await loadReadings(readings, '', directory, session, world)
    try {
      await computeExample(loaded.readings[0], session, world)
    } finally {
      await loaded.close()
    }
    return null
  } catch (error) {
    if (!isKnownError(error) || error.kind === 'interrupted') throw error
    return `${error.message}${error.hint === null ? '' : ` (${error.hint})`}`
  }
}

async function computeExample({ metric, params }: BoundMetric, session: EngineSession, world: World): Promise<void> {
  if (metric.kind === 'columns') return await computeColumns(metric, world)
  // Other columns of the dataset are not known without data.
  if (metric.kind !== 'aggregate' || (metric.reads ?? []).length > 0) return
  const sums = Object.entries(metric.sums(params))
  const values = await session.sumExample(sums.map(([, sql]) => sql))
  metric.finish({ rows: 2, ...Object.fromEntries(sums.map(([name], index) => [name, values[index] ?? 0])) }, params, new Map())
}

/** A plug-in that takes some types of columns is in order; of one that takes none, the first error is told. */
async function computeColumns(metric: ColumnsMetric, world: World): Promise<void> {
  const start = world.now().getTime()
  let first: KnownError | null = null
  for (const table of exampleTables(metric, metric.task)) {
    try {
      await metric.compute([{ name: 'two example rows', table }])
      return
    } catch (error) {
      if (!isKnownError(error) || error.kind === 'interrupted') throw error
      first ??= error
      if (world.now().getTime() - start > MOST_MS) break
    }
  }
  if (first !== null) throw first
}

/** A slow plug-in is not tried on and on. */
const MOST_MS = 20_000
