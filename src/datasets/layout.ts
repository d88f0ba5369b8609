import { addDays, countDays, isCalendarDate } from '../core/calendar.js'

/** What a placeholder matches in a path, and what it says of a day; null = nothing. */
interface Placeholder {
  readonly pattern: string
  readonly write: (date: string) => string | null
}

/** Tokens of a day in a source, by themselves as `{yyyy}` or within `{date:FORMAT}`. */
export const TOKENS = {
  yyyy: { pattern: '\\d{4}', write: (date) => date.slice(0, 4) },
  yy: { pattern: '\\d{2}', write: (date) => date.slice(2, 4) },
  MM: { pattern: '(?:0[1-9]|1[0-2])', write: (date) => date.slice(5, 7) },
  M: { pattern: '(?:1[0-2]|[1-9])', write: (date) => String(Number(date.slice(5, 7))) },
  dd: { pattern: '(?:0[1-9]|[12]\\d|3[01])', write: (date) => date.slice(8) },
  d: { pattern: '(?:[12]\\d|3[01]|[1-9])', write: (date) => String(Number(date.slice(8))) },
  DDD: { pattern: '[0-3]\\d{2}', write: (date) => String(countDays(`${date.slice(0, 4)}-01-01`, date)).padStart(3, '0') },
  HH: { pattern: '(?:[01]\\d|2[0-4])', write: () => null },
} as const satisfies Record<string, Placeholder>

export type Token = keyof typeof TOKENS

/** A piece of a source. */
export type Part =
  | { readonly kind: 'token'; readonly token: Token }
  /** Text of the source, globs and all; what stands within a `{date:FORMAT}` is as it is. */
  | { readonly kind: 'text' | 'format'; readonly text: string }
  /** Braces that look like a placeholder and are none, or a format that can't be read, with the reason. */
  | { readonly kind: 'unknown'; readonly text: string; readonly problem: string }

/** What there is, for messages. */
export const PLACEHOLDERS =
  'placeholders are {date}, {yyyy} {yy} {MM} {M} {dd} {d} {DDD} {HH}, or {date:FORMAT} of these, e.g. {date:yyyyMMdd}'

/** Takes a source apart. Braces with a comma or a range are globs, and stay text. */
export function readLayout(source: string): Part[] {
  const parts: Part[] = []
  let rest = 0
  for (const found of source.matchAll(/\{date:([^{}]*)\}|\{([^{},]*)\}/g)) {
    const [braces, format, name = ''] = found
    if (format === undefined && name.includes('..')) continue
    parts.push({ kind: 'text', text: source.slice(rest, found.index) })
    parts.push(...(format === undefined ? readName(name, braces) : readFormat(format, braces)))
    rest = found.index + braces.length
  }
  return [...parts, { kind: 'text' as const, text: source.slice(rest) }].filter(
    (part) => part.kind !== 'text' || part.text !== '',
  )
}

/** The day that tokens name, `YYYY-MM-DD`; null where they name none, or contradict each other. */
export function dayOfTokens(found: Readonly<Partial<Record<Token, string>>>): string | null {
  const { yyyy, yy, MM, M, dd, d, DDD } = found
  const year = yyyy ?? `20${yy}`
  const date =
    DDD === undefined ? [year, ...[MM ?? M, dd ?? d].map((text) => text?.padStart(2, '0'))].join('-') : dayOfYear(year, DDD)
  if (date === null || !isCalendarDate(date)) return null
  const agrees = ([token, text]: [string, string | undefined]) =>
    text === undefined || !isToken(token) || [null, text].includes(TOKENS[token].write(date))
  return Object.entries(found).every(agrees) ? date : null
}

function dayOfYear(year: string, number: string): string | null {
  const first = `${year}-01-01`
  return isCalendarDate(first) ? addDays(first, Number(number) - 1) : null
}

function readName(name: string, braces: string): Part[] {
  if (name === 'date') return readFormat('yyyy-MM-dd', braces)
  if (isToken(name)) return [{ kind: 'token', token: name }]
  const isFormat = /[yMd]/.test(name) && readFormat(name, braces).every(({ kind }) => kind !== 'unknown')
  const fix = isFormat ? ` (write {date:${name}})` : ''
  return [{ kind: 'unknown', text: braces, problem: `has the unknown placeholder ${braces}${fix}` }]
}

/** Tokens of one format. Letters are reserved, but for T; others stand in quotes, and '' is one. */
function readFormat(format: string, braces: string): Part[] {
  const unknown = (problem: string): Part[] => [{ kind: 'unknown', text: braces, problem }]
  if (format === '') return unknown(`has no format in ${braces}`)
  const parts: Part[] = []
  for (const [piece, quoted, letter] of format.matchAll(/'([^']*)'|([A-Za-z])\2*|[^A-Za-z']+|'/g)) {
    const text = quoted === undefined ? piece : quoted || "'"
    if (piece === "'") return unknown(`has a quote without end in ${braces}`)
    if (/[*?[\]\\]/.test(text)) return unknown(`has a glob within ${braces} (write it outside of the braces)`)
    if (letter === undefined || piece === 'T') parts.push({ kind: 'format', text })
    else if (isToken(piece)) parts.push({ kind: 'token', token: piece })
    else return unknown(`has the unknown token ${piece} in ${braces} (${FORMATS}; quote other letters: '${piece}')`)
  }
  return parts
}

const FORMATS = `tokens are ${Object.keys(TOKENS).join(' ')}`

function isToken(text: string): text is Token {
  return Object.hasOwn(TOKENS, text)
}
