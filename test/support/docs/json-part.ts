const WIDTH = 136
const MORE = '…'

type Keys = Readonly<Record<string, unknown>>

/** The JSON of a page with every value replaced by the real one. Where `…` stands as a key or an element, others are left out. */
export function refreshed(shown: string, actual: string): string {
  return `${laidOut(part(JSON.parse(shown), JSON.parse(actual), ''), 0)}\n`
}

function part(shown: unknown, actual: unknown, path: string): unknown {
  if (Array.isArray(shown) && Array.isArray(actual)) return elements(shown, actual, path)
  if (isObject(shown) && isObject(actual)) return keys(shown, actual, path)
  // A text may be cut short.
  const isCut = typeof shown === 'string' && typeof actual === 'string' && shown.endsWith(MORE)
  return isCut ? actual.slice(0, shown.length - 1) + MORE : actual
}

function elements(shown: readonly unknown[], actual: readonly unknown[], path: string): unknown[] {
  const isShortened = shown.at(-1) === MORE
  const templates = isShortened ? shown.slice(0, -1) : shown
  const some = isShortened ? actual.slice(0, templates.length) : actual
  const parts = some.map((each, index) => part(templates[index] ?? templates[0] ?? each, each, `${path}[${index}]`))
  return isShortened ? [...parts, MORE] : parts
}

function keys(shown: Keys, actual: Keys, path: string): Keys {
  const missing = Object.keys(actual).filter((key) => !Object.hasOwn(shown, key))
  if (!Object.hasOwn(shown, MORE) && missing.length > 0) {
    throw new Error(`${path || 'the document'} has ${missing.join(', ')}, too: show it, or "${MORE}": "${MORE}" for the rest`)
  }
  return Object.fromEntries(Object.entries(shown).map(([key, value]) => [key, keyPart(key, value, actual, path)]))
}

function keyPart(key: string, shown: unknown, actual: Keys, path: string): unknown {
  if (key === MORE) return shown
  if (!Object.hasOwn(actual, key)) throw new Error(`${path || 'the document'} has no ${key}`)
  return part(shown, actual[key], `${path}.${key}`)
}

function isObject(value: unknown): value is Keys {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** As a person lays it out: what fits into a line is in one. */
function laidOut(value: unknown, indent: number): string {
  const line = inLine(value)
  if (indent + line.length <= WIDTH || typeof value !== 'object' || value === null) return line
  const pad = ' '.repeat(indent)
  const entries = Array.isArray(value)
    ? value.map((each) => laidOut(each, indent + 2))
    : Object.entries(value).map(([key, each]) => `${JSON.stringify(key)}: ${laidOut(each, indent + 2)}`)
  const [open, close] = Array.isArray(value) ? '[]' : '{}'
  return `${open}\n${entries.map((entry) => `${pad}  ${entry}`).join(',\n')}\n${pad}${close}`
}

function inLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inLine).join(', ')}]`
  if (!isObject(value)) return JSON.stringify(value)
  const entries = Object.entries(value).map(([key, each]) => `${JSON.stringify(key)}: ${inLine(each)}`)
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`
}
