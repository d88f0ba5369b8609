import type { Texts } from '../../core/custom.js'
import { knownError } from '../../core/errors.js'
import type { ColumnBuilder } from './plugin-columns.js'
import { nulls, texts } from './vectors.js'

/** A column of texts while its rows come in; they must come in order. */
export function createTexts(rows: number): ColumnBuilder {
  const offsets = new Int32Array(rows + 1)
  let bytes = new Uint8Array(8 * rows)
  let size = 0
  let missing: Uint8Array | null = null
  const append = (text: Uint8Array) => {
    const end = size + text.length
    if (end > bytes.length) bytes = grown(bytes, end)
    // Setting a view of a few bytes takes longer than the loop.
    if (text.length > SHORT) bytes.set(text, size)
    else for (let index = 0; index < text.length; index++) bytes[size + index] = text[index] ?? 0
    size = end
  }
  return {
    add(chunk, column, first) {
      const textOf = texts(chunk, column)
      const isNull = nulls(chunk, column)
      for (let row = 0; row < chunk.rowCount; row++) {
        if (isNull?.(row) === true) {
          missing ??= new Uint8Array(rows)
          missing[first + row] = 1
        } else append(textOf(row))
        offsets[first + row + 1] = size
      }
    },
    finish: () => ({ type: 'text', values: { offsets, bytes: bytes.subarray(0, size) }, nulls: missing }),
  }
}

/** Texts of some rows, by their numbers in ascending order. */
export function takeTexts({ offsets, bytes }: Texts, rows: Int32Array): Texts {
  const taken = new Int32Array(rows.length + 1)
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index] ?? 0
    taken[index + 1] = (taken[index] ?? 0) + (offsets[row + 1] ?? 0) - (offsets[row] ?? 0)
  }
  const copied = new Uint8Array(taken[rows.length] ?? 0)
  // Rows that follow one another lie beside one another.
  for (let start = 0; start < rows.length; ) {
    const first = rows[start] ?? 0
    let end = start + 1
    while (end < rows.length && rows[end] === first + end - start) end++
    copied.set(bytes.subarray(offsets[first], offsets[first + end - start]), taken[start])
    start = end
  }
  return { offsets: taken, bytes: copied }
}

const SHORT = 24

/** Arrow counts the bytes of a column in 32 bits. */
const MOST_BYTES = 2 ** 31 - 1

function grown(bytes: Uint8Array, needed: number): Uint8Array<ArrayBuffer> {
  if (needed > MOST_BYTES) {
    throw knownError('data', 'a text column of a custom metric has more than 2 GB', {
      hint: 'let the job that writes the dataset give it shorter values, or a number for each',
    })
  }
  const larger = new Uint8Array(Math.min(MOST_BYTES, Math.max(needed, 2 * bytes.length)))
  larger.set(bytes)
  return larger
}
