import type { Readings } from '../config/metric-schema.js'
import type { ColumnsMetric } from '../core/custom.js'
import { isKnownError, type KnownError, knownError } from '../core/errors.js'
import type { BoundMetric } from '../core/metric.js'
import type { EngineSession, World } from '../core/ports.js'
import { loadReadings } from './custom-metrics.js'
import { exampleTables } from './example-table.js'

/** A metric that has passed, loaded, or why it can't be loaded, or fails on two rows; that it is undefined for them is fine. */
export async function testCustomMetric(
  readings: Readings,
  directory: string,
  session: EngineSession,
  world: World,
): Promise<{ readonly problem: string } | { readonly readings: Readings }> {
  try {
    const loaded = await loadReadings(readings, '', directory, session, world)
    try {
      await computeExample(loaded.readings[0], session, world)
      return { readings: loaded.readings }
    } finally {
      await loaded.close()
    }
  } catch (error) {
    if (!isKnownError(error) || error.kind === 'interrupted') throw error
    return { problem: `${error.message}${error.hint === null ? '' : ` (${error.hint})`}` }
  }
}

async function computeExample({ metric, params }: BoundMetric, session: EngineSession, world: World): Promise<void> {
  if (metric.kind === 'columns') return await computeColumns(metric, world)
  if (metric.kind !== 'aggregate' || metric.own === undefined) return
  const summed = await session.sumExamples({ ...metric, own: metric.own })
  if ('problem' in summed) {
    throw knownError('config', `${metric.name}: ${summed.problem}`, { hint: 'docs/custom-metrics.md has examples' })
  }
  const failures = summed.examples.flatMap((sums) => failure(() => metric.finish(sums, params, new Map())))
  const [first] = failures
  if (first !== undefined && failures.length === summed.examples.length) throw first
}

function failure(run: () => unknown): unknown[] {
  try {
    run()
    return []
  } catch (error) {
    return [error]
  }
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
