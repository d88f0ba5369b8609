/** The key of all values that are not named. */
export const REST = '*'

/**
 * The values that a key of `weights` names, one per column: null = the rows without a value. A backslash in
 * front of a value takes it as text, whatever else it would mean; between commas `\,` is a comma and `\\` a
 * backslash. Another number of values than columns is for the caller to refuse.
 */
export function parseKey(key: string, columns: number): readonly (string | null)[] {
  return columns === 1 ? [textOrNull(key)] : split(key).map(textOrNull)
}

/** Whether a key names * as one of several values, which could mean the text or any value. */
export function hasOpenValue(key: string, columns: number): boolean {
  return columns > 1 && key !== REST && split(key).includes(REST)
}

/** The name of the slice of some values, written like the key that names them. */
export function sliceName(by: readonly string[], values: readonly (string | null)[]): string {
  return by.map((column, index) => `${column}=${written(values[index] ?? null, by.length)}`).join(', ')
}

/** The name of the slice of all other values. */
export function restName(by: readonly string[]): string {
  return `${by.join(', ')}=${REST}`
}

/** The key of `weights` that names one value of one column. */
export function keyOfValue(value: string | null): string {
  return written(value, 1)
}

function textOrNull(text: string): string | null {
  if (text === 'null') return null
  return text.startsWith('\\') ? text.slice(1) : text
}

/** The parts between commas, each with its first backslash where it is one that takes the rest as text. */
function split(key: string): string[] {
  return key
    .replaceAll(/\\[\\,]/g, (pair) => (pair === '\\,' ? COMMA : BACKSLASH))
    .split(',')
    .map((part) => part.trim())
    .map((part) => (part.startsWith(BACKSLASH) ? `\\${part}` : part).replaceAll(BACKSLASH, '\\').replaceAll(COMMA, ','))
}

/** Noncharacters stand for what is escaped, which neither separates nor is trimmed. */
const [COMMA, BACKSLASH] = ['\ufdd0', '\ufdd1']

function written(value: string | null, columns: number): string {
  if (value === null) return 'null'
  const text = columns === 1 ? value : value.replaceAll(/[\\,]/g, (mark) => `\\${mark}`)
  const isMeantOtherwise = value === 'null' || value === REST || (columns === 1 && value.startsWith('\\'))
  return isMeantOtherwise ? `\\${text}` : text
}
