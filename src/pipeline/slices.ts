import type { ConfigPath } from '../config/document.js'
import type { ModelConfig } from '../config/schema.js'
import { parseKey, REST, restName, sliceName } from '../config/slice-keys.js'
import type { BySlices, WhereSlice } from '../config/slice-schema.js'
import { knownError } from '../core/errors.js'
import type { Threshold } from '../core/evaluation.js'
import type { EngineSession, PlannedSlice } from '../core/ports.js'
import { identifier, literal } from '../core/sql.js'
import { requireColumns, valuesOf } from './slice-values.js'

/** A slice with what decides its weight. */
export interface WeightedSlice extends PlannedSlice {
  /** A share; or by what the share that the config leaves over is divided among such slices. */
  readonly weight: number | 'rows' | 'equal'
  /** Its own guard; null = that of all slices, if there is one. */
  readonly guard: Threshold | null
}

/** What knows the columns of the data and their values. */
export type ColumnValues = Pick<EngineSession, 'columns' | 'distinct' | 'valuesOf'>

/** Where a part of `slices` stands, as `file:line:column`. */
export type Place = (...path: ConfigPath) => string

/** More slices than this are no business cohorts. */
const MOST_SLICES = 1000

/**
 * The slices of a model; those of `by` without weights by value are found in the data. Refuses columns that
 * are not there, keys that are no values of their column, and slices of one name.
 */
export async function expandSlices(
  model: Pick<ModelConfig, 'slices'>,
  place: Place,
  session: ColumnValues,
): Promise<WeightedSlice[]> {
  const slices: WeightedSlice[] = []
  for (const [index, slice] of model.slices.entries()) {
    const added = 'by' in slice ? await expand(slice, index, place, session) : [whereSlice(slice, place(index, 'where'))]
    // The others of a slice are counted from the start of its entry.
    const start = slices.length
    slices.push(...added.map((each) => (each.others ? { ...each, others: each.others.map((other) => start + other) } : each)))
  }
  refuseSameNames(slices)
  return slices
}

/** The share of each slice in the weighted sum; shares by rows or equal ones divide what the numbers leave over. */
export function sharesOf(slices: readonly WeightedSlice[], rows: readonly number[], isNormalized: boolean): number[] {
  const given = slices.reduce((total, { weight }) => total + (typeof weight === 'number' ? weight : 0), 0)
  const parts = slices.map(({ weight }, index) => (typeof weight === 'number' ? 0 : weight === 'rows' ? (rows[index] ?? 0) : 1))
  const divided = parts.reduce((total, part) => total + part, 0)
  // Weights such as 0.333333333 are meant to sum to 1.
  const isWhole = isNormalized || Math.abs(given - 1) <= 1e-9
  const total = isWhole && divided === 0 && given > 0 ? given : 1
  const left = Math.max(0, 1 - given)
  return slices.map(({ weight }, index) =>
    typeof weight === 'number' ? weight / total : divided === 0 ? 0 : (left * (parts[index] ?? 0)) / divided,
  )
}

function whereSlice({ name, where, weight, guard }: WhereSlice, place: string): WeightedSlice {
  return { name, where: where ?? null, place, weight, guard: guard?.max_drop ?? null }
}

async function expand(
  { by, weights, weight, guard: own }: BySlices,
  index: number,
  place: Place,
  session: ColumnValues,
): Promise<WeightedSlice[]> {
  const guard = own?.max_drop ?? null
  const columns = await requireColumns(by, place(index, 'by'), session)
  if (weights === undefined) {
    const found = await session.distinct(by, MOST_SLICES)
    return found.map((values) => ({
      ...valueSlice(by, values, values, place(index, 'by')),
      weight: weight ?? 'rows',
      guard,
    }))
  }
  const keys = Object.keys(weights).filter((key) => key !== REST)
  const found = await valuesOf(columns, keys, (key) => place(index, 'weights', key), session)
  const named = keys.map((key, position) => ({
    ...valueSlice(by, parseKey(key, by.length), found[position] ?? [], place(index, 'weights', key)),
    weight: weights[key] ?? 0,
    guard,
  }))
  const rest = weights[REST]
  if (rest === undefined) return named
  const shared = { name: restName(by), place: place(index, 'weights', REST), weight: rest, guard }
  if (named.length === 0) return [{ ...shared, where: null }]
  const where = `NOT (${named.map((slice) => `(${slice.where})`).join(' OR ')})`
  return [...named, { ...shared, where, reads: [], others: [...named.keys()] }]
}

/** `values` as they are in the column, `named` as they are written. */
function valueSlice(
  by: readonly string[],
  named: readonly (string | null)[],
  values: readonly (string | null)[],
  place: string,
): PlannedSlice & { readonly where: string } {
  return { name: sliceName(by, named), where: whereOf(by, values), place, reads: by }
}

/** True or false for every row, never null: its negation must hold for the rest. */
function whereOf(by: readonly string[], values: readonly (string | null)[]): string {
  return by
    .map((column, index) => {
      const value = values[index] ?? null
      return value === null ? `${identifier(column)} IS NULL` : `${identifier(column)} IS NOT DISTINCT FROM ${literal(value)}`
    })
    .join(' AND ')
}

function refuseSameNames(slices: readonly WeightedSlice[]): void {
  const known = new Map<string, string>()
  for (const { name, place } of slices) {
    const first = known.get(name)
    known.set(name, place)
    if (first === undefined) continue
    throw knownError('config', `${place} two slices are named ${name}; the other one is at ${first}`, {
      hint: 'rename the one that has a name, or remove an entry of by',
    })
  }
}
