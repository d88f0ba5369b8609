import type { Json } from './canonical-json.js'
import type { Description } from './metric.js'

/** What metrics of the user's own read by these names, whatever the dataset calls it. */
export const CANONICAL: readonly string[] = ['label', 'prediction', 'weight']

/** Any function of a slice's rows, such as a plug-in. */
export interface ColumnsMetric extends Description {
  readonly kind: 'columns'
  /** `label`, `prediction`, `weight`, or columns of the dataset. */
  readonly columns: readonly string[]
  /** Jackknife groups; each asks for one more value per slice. 0 = no standard errors. */
  readonly buckets: number
  /** The value of each table, in order; null = undefined. Rejects with a known error that names the table. */
  compute(tables: readonly TableRequest[]): Promise<readonly (number | null)[]>
}

/** A table that is made when it is needed. */
export interface TableRequest {
  /** Completes "for …", e.g. "slice new". */
  readonly name: string
  /** At least one row, in buffers that are the caller's to give away. */
  table(): ColumnTable
}

export interface ColumnTable {
  readonly rows: number
  readonly columns: readonly ColumnData[]
}

export type ColumnData = { readonly name: string } & ColumnValues

/** `nulls` holds 1 where there is no value; null = every row has one. Booleans are 0 and 1. */
export type ColumnValues =
  | { readonly type: 'double'; readonly values: Float64Array; readonly nulls: Uint8Array | null }
  | { readonly type: 'integer'; readonly values: BigInt64Array; readonly nulls: Uint8Array | null }
  | { readonly type: 'boolean'; readonly values: Uint8Array; readonly nulls: Uint8Array | null }
  | { readonly type: 'text'; readonly values: Texts; readonly nulls: Uint8Array | null }

/** Texts in UTF-8, one behind another: row i has the bytes from `offsets[i]` up to `offsets[i + 1]`. */
export interface Texts {
  readonly offsets: Int32Array
  readonly bytes: Uint8Array
}

/** What the config says of a metric of the user's own; the pipeline makes it one of the other kinds. */
export interface CustomMetric extends Description {
  readonly kind: 'custom'
  readonly spec: CustomSpec
}

export type CustomSpec = ExpressionSpec | ModuleSpec | CommandSpec

/** Additive SQL aggregates by name, and an SQL expression over their names. */
export interface ExpressionSpec {
  readonly type: 'expressions'
  readonly aggregates: Readonly<Record<string, string>>
  readonly value: string
}

export interface ModuleSpec {
  readonly type: 'module'
  /** Relative to the config. */
  readonly module: string
  readonly params: Readonly<Record<string, Json>>
  /** Milliseconds for each value. */
  readonly timeout: number
  readonly buckets: number
}

export interface CommandSpec {
  readonly type: 'command'
  readonly command: readonly [string, ...string[]]
  readonly columns: readonly string[]
  /** Milliseconds for each value. */
  readonly timeout: number
  readonly buckets: number
}
