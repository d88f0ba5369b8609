import type { Readings } from '../config/metric-schema.js'
import type { ColumnData } from '../core/custom.js'
import { isKnownError, knownError } from '../core/errors.js'
import type { BoundMetric } from '../core/metric.js'
import type { EngineSession, World } from '../core/ports.js'
import { loadReadings } from './custom-metrics.js'

/** A metric that has passed, loaded, or why it can't be loaded, or fails on two rows; that it is undefined for them is fine. */
export async function testCustomMetric(
  readings: Readings,
  directory: string,
  session: EngineSession,
  world: World,
): Promise<{ readonly problem: string } | { readonly readings: Readings }> {
  try {
    const loaded = await loadReadings(readings, '', directory, session, world)
    await computeExample(loaded[0], session)
    return { readings: loaded }
  } catch (error) {
    if (!isKnownError(error) || error.kind === 'interrupted') throw error
    return { problem: `${error.message}${error.hint === null ? '' : ` (${error.hint})`}` }
  }
}

async function computeExample({ metric, params }: BoundMetric, session: EngineSession): Promise<void> {
  if (metric.kind === 'columns') {
    await metric.compute([{ name: 'two example rows', table: () => ({ rows: 2, columns: metric.columns.map(exampleColumn) }) }])
    return
  }
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

const EXAMPLE: Readonly<Record<string, readonly number[]>> = { label: [1, 0], prediction: [0.9, 0.1], weight: [1, 1] }

function exampleColumn(name: string): ColumnData {
  return { name, type: 'double', values: EXAMPLE[name] ?? [1, 2] }
}
