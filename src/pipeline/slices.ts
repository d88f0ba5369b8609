import type { ModelConfig } from '../config/schema.js'
import type { BySlices, WhereSlice } from '../config/slice-schema.js'
import type { EngineSession, PlannedSlice } from '../core/ports.js'
import { identifier, literal } from '../core/sql.js'

/** A slice with what decides its weight. */
export interface WeightedSlice extends PlannedSlice {
  /** A share; or by what the share that the config leaves over is divided among such slices. */
  readonly weight: number | 'rows' | 'equal'
}

/** More slices than this are no business cohorts. */
const MOST_SLICES = 1000

/** The slices of a model; those of `by` without weights by value are found in the data. */
export async function expandSlices(
  model: Pick<ModelConfig, 'slices'>,
  place: (index: number) => string,
  session: EngineSession,
): Promise<WeightedSlice[]> {
  const slices: WeightedSlice[] = []
  for (const [index, slice] of model.slices.entries()) {
    slices.push(...('by' in slice ? await expand(slice, place(index), session) : [whereSlice(slice, place(index))]))
  }
  return slices
}

/** The share of each slice in the weighted sum; shares by rows or equal ones divide what the numbers leave over. */
export function sharesOf(slices: readonly WeightedSlice[], rows: readonly number[], isNormalized: boolean): number[] {
  const given = slices.reduce((total, { weight }) => total + (typeof weight === 'number' ? weight : 0), 0)
  const parts = slices.map(({ weight }, index) => (typeof weight === 'number' ? 0 : weight === 'rows' ? (rows[index] ?? 0) : 1))
  const divided = parts.reduce((total, part) => total + part, 0)
  const total = isNormalized && divided === 0 ? given : 1
  const left = Math.max(0, 1 - given)
  return slices.map(({ weight }, index) =>
    typeof weight === 'number' ? weight / total : divided === 0 ? 0 : (left * (parts[index] ?? 0)) / divided,
  )
}

function whereSlice({ name, where, weight }: WhereSlice, place: string): WeightedSlice {
  return { name, where: where ?? null, place, weight }
}

async function expand({ by, weights, weight }: BySlices, place: string, session: EngineSession): Promise<WeightedSlice[]> {
  if (weights === undefined) {
    const found = await session.distinct(by, MOST_SLICES)
    return found.map((values) => ({ name: nameOf(by, values), where: whereOf(by, values), place, weight: weight ?? 'rows' }))
  }
  const listed = Object.entries(weights).filter(([key]) => key !== REST)
  const named = listed.map(([key, share]) => {
    const texts = by.length === 1 ? [key] : key.split(',').map((value) => value.trim())
    const values = texts.map((text) => (text === 'null' ? null : text))
    return { name: nameOf(by, values), where: whereOf(by, values), place, weight: share }
  })
  const rest = weights[REST]
  if (rest === undefined) return named
  const others = named.length === 0 ? null : `NOT (${named.map(({ where }) => `(${where})`).join(' OR ')})`
  return [...named, { name: `${by.join(', ')}=${REST}`, where: others, place, weight: rest }]
}

/** All values that are not named. */
const REST = '*'

function nameOf(by: readonly string[], values: readonly (string | null)[]): string {
  return by.map((column, index) => `${column}=${values[index] ?? 'null'}`).join(', ')
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
