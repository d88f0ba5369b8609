import type { Description } from './metric.js'

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
  table(): ColumnTable
}

export interface ColumnTable {
  readonly rows: number
  readonly columns: readonly ColumnData[]
}

export interface ColumnData {
  readonly name: string
  readonly type: 'double' | 'integer' | 'boolean' | 'text'
  readonly values: readonly (number | bigint | boolean | string | null)[]
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
  readonly params: Readonly<Record<string, unknown>>
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
