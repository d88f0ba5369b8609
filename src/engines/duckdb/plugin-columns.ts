import type { DuckDBDataChunk } from '@duckdb/node-api'
import type { ColumnValues } from '../../core/custom.js'
import { createTexts, takeTexts } from './plugin-texts.js'
import { bigIntegers, booleans, doubles, nulls } from './vectors.js'

/** A column while its rows come in. */
export interface ColumnBuilder {
  /** Takes the rows of a chunk's column: they are the rows from `first` on. */
  add(chunk: DuckDBDataChunk, column: number, first: number): void
  finish(): ColumnValues
}

/** For chunks of DOUBLE, BIGINT, BOOLEAN or VARCHAR, with nulls. */
export function createColumn(type: ColumnValues['type'], rows: number): ColumnBuilder {
  switch (type) {
    case 'double': {
      const values = new Float64Array(rows)
      return numbers(rows, {
        set: (chunk, column, first) => values.set(doubles(chunk, column), first),
        clear: (row) => values.fill(0, row, row + 1),
        finish: (missing) => ({ type, values, nulls: missing }),
      })
    }
    case 'integer': {
      const values = new BigInt64Array(rows)
      return numbers(rows, {
        set: (chunk, column, first) => values.set(bigIntegers(chunk, column), first),
        clear: (row) => values.fill(0n, row, row + 1),
        finish: (missing) => ({ type, values, nulls: missing }),
      })
    }
    case 'boolean': {
      const values = new Uint8Array(rows)
      return numbers(rows, {
        set: (chunk, column, first) => values.set(booleans(chunk, column), first),
        clear: (row) => values.fill(0, row, row + 1),
        finish: (missing) => ({ type, values, nulls: missing }),
      })
    }
    case 'text':
      return createTexts(rows)
  }
}

/** Some rows of a column, by their numbers in ascending order, in buffers of their own. */
export function take(column: ColumnValues, rows: Int32Array): ColumnValues {
  const missing = column.nulls === null ? null : pick(column.nulls, new Uint8Array(rows.length), rows)
  switch (column.type) {
    case 'double':
      return { type: 'double', values: pick(column.values, new Float64Array(rows.length), rows), nulls: missing }
    case 'integer':
      return { type: 'integer', values: pickBig(column.values, rows), nulls: missing }
    case 'boolean':
      return { type: 'boolean', values: pick(column.values, new Uint8Array(rows.length), rows), nulls: missing }
    case 'text':
      return { type: 'text', values: takeTexts(column.values, rows), nulls: missing }
  }
}

interface Filling {
  set(chunk: DuckDBDataChunk, column: number, first: number): void
  clear(row: number): void
  finish(missing: Uint8Array | null): ColumnValues
}

function numbers(rows: number, { set, clear, finish }: Filling): ColumnBuilder {
  let missing: Uint8Array | null = null
  return {
    add(chunk, column, first) {
      set(chunk, column, first)
      const isNull = nulls(chunk, column)
      if (isNull === null) return
      missing ??= new Uint8Array(rows)
      for (let row = 0; row < chunk.rowCount; row++) {
        if (!isNull(row)) continue
        missing[first + row] = 1
        // What the engine leaves there is arbitrary.
        clear(first + row)
      }
    },
    finish: () => finish(missing),
  }
}

function pick<T extends { [index: number]: number }>(from: T, to: T, rows: Int32Array): T {
  for (let index = 0; index < rows.length; index++) to[index] = from[rows[index] ?? 0] ?? 0
  return to
}

function pickBig(from: BigInt64Array, rows: Int32Array): BigInt64Array {
  const to = new BigInt64Array(rows.length)
  for (let index = 0; index < rows.length; index++) to[index] = from[rows[index] ?? 0] ?? 0n
  return to
}
