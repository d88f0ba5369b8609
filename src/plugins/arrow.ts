import type { Table, Vector } from 'apache-arrow'
import type { ColumnData, ColumnTable } from '../core/custom.js'

/** A slice's columns as an Arrow table. */
export async function arrowTable({ columns }: ColumnTable): Promise<Table> {
  const arrow = await import('apache-arrow')
  const vectorOf = ({ type, values }: ColumnData): Vector => {
    switch (type) {
      case 'double':
        return arrow.vectorFromArray(values, new arrow.Float64())
      case 'integer':
        return arrow.vectorFromArray(values, new arrow.Int64())
      case 'boolean':
        return arrow.vectorFromArray(values, new arrow.Bool())
      case 'text':
        return arrow.vectorFromArray(values, new arrow.Utf8())
    }
  }
  return new arrow.Table(Object.fromEntries(columns.map((column) => [column.name, vectorOf(column)])))
}

/** The bytes of an Arrow IPC stream. */
export async function arrowStream(table: ColumnTable): Promise<Uint8Array> {
  const arrow = await import('apache-arrow')
  return arrow.tableToIPC(await arrowTable(table), 'stream')
}
