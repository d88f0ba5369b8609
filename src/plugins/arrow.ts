import type { Data, DataType, Table } from 'apache-arrow'
import type { ColumnTable, ColumnValues } from '../core/custom.js'

/** A slice's columns as an Arrow table over the same buffers. */
export async function arrowTable({ rows, columns }: ColumnTable): Promise<Table> {
  const arrow = await import('apache-arrow')
  const dataOf = (column: ColumnValues): Data<DataType> => {
    const nullCount = column.nulls === null ? 0 : column.nulls.reduce((count, each) => count + each, 0)
    const nullBitmap = column.nulls === null ? null : packBits(column.nulls, 1)
    const shape = { length: rows, nullCount, nullBitmap }
    switch (column.type) {
      case 'double':
        return arrow.makeData({ type: new arrow.Float64(), data: column.values, ...shape })
      case 'integer':
        return arrow.makeData({ type: new arrow.Int64(), data: column.values, ...shape })
      case 'boolean':
        return arrow.makeData({ type: new arrow.Bool(), data: packBits(column.values, 0), ...shape })
      case 'text': {
        const { offsets, bytes } = column.values
        return arrow.makeData({ type: new arrow.Utf8(), valueOffsets: offsets, data: bytes, ...shape })
      }
    }
  }
  const vectors = columns.map((column) => [column.name, new arrow.Vector([dataOf(column)])] as const)
  return new arrow.Table(Object.fromEntries(vectors))
}

/** The bytes of an Arrow IPC stream. */
export async function arrowStream(table: ColumnTable): Promise<Uint8Array> {
  const arrow = await import('apache-arrow')
  return arrow.tableToIPC(await arrowTable(table), 'stream')
}

/** One bit per row, the first in the lowest: set where the byte is not `clear`. */
function packBits(bytes: Uint8Array, clear: 0 | 1): Uint8Array {
  const bits = new Uint8Array(Math.ceil(bytes.length / 8))
  for (let row = 0; row < bytes.length; row++) {
    if (bytes[row] !== clear) bits[row >> 3] = (bits[row >> 3] ?? 0) | (1 << (row & 7))
  }
  return bits
}
