import path from 'node:path'
import type { Config } from '../config/load.js'
import type { ModelConfig } from '../config/schema.js'
import { isOpen } from '../config/task.js'
import type { ScoreDefinition, SliceGroup, SliceOrigin } from '../core/baseline.js'
import { canonicalJson } from '../core/canonical-json.js'
import type { CustomSpec } from '../core/custom.js'
import type { BoundMetric } from '../core/metric.js'
import { tightSql } from '../core/sql-text.js'
import { digest } from './fingerprint.js'
import { expandSlices, type Place, sharesOf, type WeightedSlice } from './slices.js'

/** The definition of a model's score, once its slices and their shares are known. */
export function definitionOf(
  name: string,
  model: Pick<ModelConfig, 'slices'>,
  bound: BoundMetric,
  slices: readonly WeightedSlice[],
  shares: readonly number[],
): ScoreDefinition {
  const defined = slices.map((slice, index) => ({
    name: slice.name,
    where: slice.where,
    weight: shares[index] ?? 0,
    origin: originOf(slice),
  }))
  return { model: name, ...measureOf(bound), slices: defined, groups: groupsOf(model) }
}

/** What the config alone says of the definition: slices that are found in the data are not there. */
export async function declaredDefinition(name: string, model: ModelConfig, config: Config): Promise<ScoreDefinition> {
  const { slices, shares } = await declaredSlices(name, model, config)
  const [gating] = model.metric
  const definition = definitionOf(name, model, gating, slices, shares)
  return { ...definition, params: areParamsKnown(model) ? definition.params : null }
}

/** The slices that the config alone tells, and their shares. */
export async function declaredSlices(
  name: string,
  model: ModelConfig,
  config: Config,
): Promise<{ readonly slices: readonly WeightedSlice[]; readonly shares: readonly number[] }> {
  const place: Place = (...at) => config.locate(['models', name, 'slices', ...at])
  const slices = await expandSlices(model, place, withoutValues(model))
  // What the data get of the weight must not go to the others.
  const found = groupsOf(model).map(({ weight }) => ({ name: '', where: null, place: '', weight, guard: null }))
  const all = [...slices, ...found]
  const shares = sharesOf(
    all,
    all.map(() => 1),
    model.normalize_weights,
  )
  return { slices, shares: shares.slice(0, slices.length) }
}

/** What the score is one of. */
function measureOf({ metric, params }: BoundMetric) {
  const { name, direction } = metric
  const own = metric.kind === 'custom' ? metric.spec : metric.declared
  const declared = own?.type === 'module' ? own.params : params
  return {
    metric: name,
    params: declared,
    direction,
    metricDigest: own === undefined ? null : `sha256:${digest(essenceOf(own))}`,
  }
}

/** What the value depends on; parameters are told by themselves, and time limits and groups do not change it. */
function essenceOf(own: CustomSpec) {
  switch (own.type) {
    case 'expressions': {
      const aggregates = Object.entries(own.aggregates).map(([name, sql]) => [name, tightSql(sql)] as const)
      return { aggregates: Object.fromEntries(aggregates), value: tightSql(own.value) }
    }
    case 'module': {
      return { module: path.normalize(own.module) }
    }
    case 'command': {
      return { command: own.command, columns: own.columns }
    }
  }
}

function originOf({ weight, reads }: WeightedSlice): SliceOrigin {
  if (typeof weight !== 'number') return 'found'
  return reads === undefined ? 'where' : 'value'
}

function groupsOf({ slices }: Pick<ModelConfig, 'slices'>): SliceGroup[] {
  return slices.flatMap((slice) =>
    'by' in slice && slice.weights === undefined ? [{ by: slice.by, weight: slice.weight ?? 'rows' }] : [],
  )
}

/** Stands in for the data: has every column that a slice is made by, and no values but those that the config names. */
function withoutValues({ slices }: Pick<ModelConfig, 'slices'>) {
  const names = new Set(slices.flatMap((slice) => ('by' in slice ? slice.by : [])))
  return {
    columns: async () => [...names].map((name) => ({ name, type: 'VARCHAR' })),
    distinct: async () => [],
    valuesOf: async (_column: string, texts: readonly string[]) => texts,
  }
}

/** Where the columns decide what a metric means, its readings may have different parameters. */
function areParamsKnown({ metric, also, dataset }: ModelConfig): boolean {
  const [first, ...others] = metric.map(({ params }) => canonicalJson(params))
  return !isOpen([metric, ...also], dataset.columns) || others.every((params) => params === first)
}
