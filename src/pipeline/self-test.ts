import type { Readings } from '../config/metric-schema.js'
import type { ColumnData } from '../core/custom.js'
import { isKnownError } from '../core/errors.js'
import type { BoundMetric } from '../core/metric.js'
import type { EngineSession, World } from '../core/ports.js'
import { loadReadings } from './custom-metrics.js'

/** Why a custom metric can't be loaded, or fails on two rows; null = it gives a number, or says that it is undefined. */
export async function testCustomMetric(
  readings: Readings,
  directory: string,
  session: EngineSession,
  world: World,
): Promise<string | null> {
  try {
    const [loaded] = await loadReadings(readings, '', directory, session, world)
    await computeExample(loaded, session)
    return null
  } catch (error) {
    if (!isKnownError(error) || error.kind === 'interrupted') throw error
    return `${error.message}${error.hint === null ? '' : ` (${error.hint})`}`
  }
}

async function computeExample({ metric, params }: BoundMetric, session: EngineSession): Promise<void> {
  if (metric.kind === 'columns') {
    await metric.compute([{ name: 'two example rows', table: () => ({ rows: 2, columns: metric.columns.map(exampleColumn) }) }])
    return
  }
  // Other columns of the dataset are not known without data.
  if (metric.kind !== 'aggregate' || (metric.reads ?? []).length > 0) return
  const sums = Object.entries(metric.sums(params))
  const values = await session.sumExample(sums.map(([, sql]) => sql))
  metric.finish({ rows: 2, ...Object.fromEntries(sums.map(([name], index) => [name, values[index] ?? 0])) }, params, new Map())
}

const EXAMPLE: Readonly<Record<string, readonly number[]>> = { label: [1, 0], prediction: [0.9, 0.1], weight: [1, 1] }

function exampleColumn(name: string): ColumnData {
  return { name, type: 'double', values: EXAMPLE[name] ?? [1, 2] }
}
