import type { DuckDBDataChunk } from '@duckdb/node-api'
import duckdb from '@duckdb/node-bindings'

/** A chunk's column of type DOUBLE, in place: it lives as long as the chunk. What stands for null is arbitrary. */
export function doubles(chunk: DuckDBDataChunk, column: number): Float64Array {
  const bytes = dataOf(chunk, column, Float64Array.BYTES_PER_ELEMENT)
  return new Float64Array(bytes.buffer, bytes.byteOffset, chunk.rowCount)
}

/** A chunk's column of type INTEGER, in place. */
export function integers(chunk: DuckDBDataChunk, column: number): Int32Array {
  const bytes = dataOf(chunk, column, Int32Array.BYTES_PER_ELEMENT)
  return new Int32Array(bytes.buffer, bytes.byteOffset, chunk.rowCount)
}

/** A chunk's column of type BIGINT, in place. */
export function bigIntegers(chunk: DuckDBDataChunk, column: number): BigInt64Array {
  const bytes = dataOf(chunk, column, BigInt64Array.BYTES_PER_ELEMENT)
  return new BigInt64Array(bytes.buffer, bytes.byteOffset, chunk.rowCount)
}

/** A chunk's column of type BOOLEAN, in place: 0 and 1. */
export function booleans(chunk: DuckDBDataChunk, column: number): Uint8Array {
  return dataOf(chunk, column, 1)
}

/** A chunk's column of type VARCHAR: the bytes of a row's text, in place, in UTF-8. */
export function texts(chunk: DuckDBDataChunk, column: number): (row: number) => Uint8Array {
  const { buffer, byteOffset, byteLength } = dataOf(chunk, column, TEXT_WIDTH)
  if (!(buffer instanceof ArrayBuffer)) throw new Error('a vector lies in shared memory')
  const view = new DataView(buffer, byteOffset, byteLength)
  return (row) => {
    const start = row * TEXT_WIDTH
    const length = view.getUint32(start, true)
    return length <= MOST_INLINE
      ? new Uint8Array(buffer, byteOffset + start + 4, length)
      : duckdb.get_data_from_pointer(buffer, byteOffset + start + 8, length)
  }
}

/** Whether a row's value is null; null = none is. */
export function nulls(chunk: DuckDBDataChunk, column: number): ((row: number) => boolean) | null {
  const words = Math.ceil(chunk.rowCount / 64)
  // Declared as bytes, but there are none where the engine knows of no null.
  const bits: Uint8Array | null = duckdb.vector_get_validity(vectorOf(chunk, column), words * 8)
  return bits === null ? null : (row) => (((bits[row >> 3] ?? 0) >> (row & 7)) & 1) === 0
}

/** A text is its length and, up to so many bytes, the text itself, else its start and where it lies. */
const MOST_INLINE = 12
const TEXT_WIDTH = 16

function dataOf(chunk: DuckDBDataChunk, column: number, width: number): Uint8Array {
  return duckdb.vector_get_data(vectorOf(chunk, column), chunk.rowCount * width)
}

function vectorOf(chunk: DuckDBDataChunk, column: number) {
  return duckdb.data_chunk_get_vector(chunk.chunk, column)
}
