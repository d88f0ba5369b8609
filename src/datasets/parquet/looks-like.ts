type Guess = readonly [pattern: RegExp, guess: string]

const STARTS: readonly (readonly [magic: string, guess: string])[] = [
  ['PAR1', 'it starts as one, and is cut off or still being written'],
  ['\x1f\x8b', 'it looks like gzip'],
  ['Obj\x01', 'it looks like Avro'],
  ['ORC', 'it looks like ORC'],
  ['ARROW1', 'it looks like Arrow IPC (Feather)'],
  ['PK\x03\x04', 'it looks like a zip archive'],
  ['\x28\xb5\x2f\xfd', 'it looks like Zstandard'],
]

const ENDS: readonly Guess[] = [
  [/ORC.$/s, 'it looks like ORC'],
  [/ARROW1$/, 'it looks like Arrow IPC (Feather)'],
]

const TEXT_ENDS: readonly Guess[] = [
  [/[}\]]\s*$/, 'it looks like JSON'],
  [/<\/[a-z]+>\s*$/i, 'it looks like HTML or XML'],
]

/** Bytes; a few bytes of anything may be letters. */
const LEAST_TEXT = 32
const TEXT = /^[^\0-\x08\x0e-\x1a\x1c-\x1f\x7f]*$/

/**
 * What the last bytes of a file that is not Parquet hint at, for an error; null = nothing.
 * @param isAll whether they are the whole file
 */
export function looksLike(tail: Uint8Array, isAll: boolean): string | null {
  const text = Buffer.from(tail).toString('latin1')
  const start = isAll ? STARTS.find(([magic]) => text.startsWith(magic)) : undefined
  if (start !== undefined) return start[1]
  const last = text.slice(-1000)
  const end = ENDS.find(([pattern]) => pattern.test(last))
  if (end !== undefined) return end[1]
  if (!TEXT.test(last) || (last.length < LEAST_TEXT && !isAll)) return null
  return TEXT_ENDS.find(([pattern]) => pattern.test(last))?.[1] ?? 'it looks like text, such as CSV'
}
