import type { ModelConfig } from '../config/schema.js'
import { columnsReadBy } from '../core/metric-columns.js'
import type { World } from '../core/ports.js'
import { withoutData } from './without-data.js'

/**
 * Names of the columns that a run of the model reads, as they are written: those of a role, of slices,
 * filter, metrics and join keys. A predicate that can't be parsed reads none; the scan says what is wrong with it.
 */
export async function neededColumns(model: ModelConfig, world: World): Promise<string[]> {
  const { columns, predictions, filter } = model.dataset
  const { label, prediction, probabilities = {}, weight, group, id, timestamp } = columns
  const roles = [label, prediction, ...Object.values(probabilities), weight, group, id, timestamp]
  const by = model.slices.flatMap((slice) => ('by' in slice ? slice.by : []))
  const metrics = [model.metric, ...model.also].flatMap((readings) => readings.flatMap(({ metric }) => columnsReadBy(metric)))
  const keys = predictions === undefined || predictions.on === 'rows' ? [] : predictions.on
  const predicates = [...model.slices.map((slice) => ('where' in slice ? slice.where : undefined)), filter]
  const read = await columnsOf(
    predicates.filter((text) => text !== undefined),
    world,
  )
  const names = [...roles, ...by, ...metrics, ...keys, ...read].filter((name) => name !== undefined)
  return [...new Set(names)]
}

async function columnsOf(predicates: readonly string[], world: World): Promise<string[]> {
  if (predicates.length === 0) return []
  const parsed = await withoutData(world, (session) => session.parseScalars(predicates))
  return parsed.flatMap(({ problem, columns }) => (problem === null ? columns : []))
}
