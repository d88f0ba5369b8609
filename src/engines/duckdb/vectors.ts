import type { DuckDBDataChunk } from '@duckdb/node-api'
import duckdb from '@duckdb/node-bindings'

/** A chunk's column of type DOUBLE without nulls, in place: it lives as long as the chunk. */
export function doubles(chunk: DuckDBDataChunk, column: number): Float64Array {
  const bytes = dataOf(chunk, column, Float64Array.BYTES_PER_ELEMENT)
  return new Float64Array(bytes.buffer, bytes.byteOffset, chunk.rowCount)
}

/** A chunk's column of type INTEGER without nulls, in place. */
export function integers(chunk: DuckDBDataChunk, column: number): Int32Array {
  const bytes = dataOf(chunk, column, Int32Array.BYTES_PER_ELEMENT)
  return new Int32Array(bytes.buffer, bytes.byteOffset, chunk.rowCount)
}

function dataOf(chunk: DuckDBDataChunk, column: number, width: number): Uint8Array {
  return duckdb.vector_get_data(duckdb.data_chunk_get_vector(chunk.chunk, column), chunk.rowCount * width)
}
