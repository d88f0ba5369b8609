import type { ModelConfig } from '../config/schema.js'
import { columnsReadBy } from '../core/metric-columns.js'
import type { World } from '../core/ports.js'
import type { ColumnUse } from '../core/run-plan.js'
import { withoutData } from './without-data.js'

/**
 * Names of the columns that a run of the model reads, as they are written: those of a role, of slices,
 * filter, metrics and join keys. A predicate that can't be parsed reads none; the scan says what is wrong with it.
 */
export async function neededColumns(model: ModelConfig, world: World): Promise<string[]> {
  return (await columnUses(model, world)).map(({ name }) => name)
}

/** These columns, with what each is read for. */
export async function columnUses(model: ModelConfig, world: World): Promise<ColumnUse[]> {
  const { columns, predictions, filter } = model.dataset
  const { label, prediction, probabilities = {}, weight, group, id, timestamp } = columns
  const roles = Object.entries({ label, prediction }).map(([role, name]) => use(role, name))
  const ofClasses = Object.entries(probabilities).map(([name, column]) => use(`probability of ${name}`, column))
  const others = Object.entries({ weight, group, id, timestamp }).map(([role, name]) => use(role, name))
  const by = model.slices.flatMap((slice) => ('by' in slice ? slice.by.map((name) => use('slices by its values', name)) : []))
  const metrics = [model.metric, ...model.also].flatMap((readings) =>
    readings.flatMap(({ metric }) => columnsReadBy(metric).map((name) => use(`metric ${metric.name}`, name))),
  )
  const on = predictions === undefined || predictions.on === 'rows' ? [] : predictions.on
  const keys = on.map((name) => use('key of the predictions', name))
  const predicates = [
    ...model.slices.flatMap((slice) =>
      'where' in slice && slice.where !== undefined ? [{ what: `slice ${slice.name}`, text: slice.where }] : [],
    ),
    ...(filter === undefined ? [] : [{ what: 'filter', text: filter }]),
  ]
  const uses = [...roles, ...ofClasses, ...others, ...by, ...metrics, ...keys, ...(await readBy(predicates, world))]
  const byName = new Map<string, Set<string>>()
  for (const { name, what } of uses) {
    if (name !== undefined) byName.set(name, (byName.get(name) ?? new Set()).add(what))
  }
  return [...byName].map(([name, whats]) => ({ name, uses: [...whats] }))
}

interface Use {
  readonly what: string
  readonly name: string | undefined
}

function use(what: string, name: string | undefined): Use {
  return { what, name }
}

async function readBy(predicates: readonly { readonly what: string; readonly text: string }[], world: World): Promise<Use[]> {
  if (predicates.length === 0) return []
  const parsed = await withoutData(world, (session) => session.parseScalars(predicates.map(({ text }) => text)))
  return parsed.flatMap(({ problem, columns }, index) =>
    problem === null ? columns.map((name) => use(predicates[index]?.what ?? '', name)) : [],
  )
}
