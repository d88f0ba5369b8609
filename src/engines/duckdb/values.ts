import type { DuckDBValue } from '@duckdb/node-api'
import { DuckDBListValue } from './node-api.js'

/** A statistic as a number; what no row contributed to is 0. */
export function toNumber(value: DuckDBValue | undefined): number {
  if (value === null) return 0
  if (typeof value === 'bigint') return Number(value)
  if (typeof value === 'number') return value
  throw new Error(`a statistic has type ${typeof value}`)
}

export function toNumberOrNull(value: DuckDBValue | undefined): number | null {
  return value === null ? null : toNumber(value)
}

/** A list of texts, null among them. */
export function textsOf(value: DuckDBValue | undefined): (string | null)[] {
  if (!(value instanceof DuckDBListValue)) throw new Error(`a list has type ${typeof value}`)
  return value.items.map((item) => (item === null ? null : String(item)))
}
