import type { Json } from './canonical-json.js'

/** A place in a JSON template that is filled in at run time: `${evaluation.score}`, `${slices['a.b'].value:-0}`. */
export interface Placeholder {
  readonly path: readonly string[]
  /** Stands in where the value is null or missing; null = there is none. */
  readonly fallback: string | null
  /** As it is written between the braces. */
  readonly written: string
}

/** What one placeholder could not be filled in with, and why. */
export interface TemplateProblem {
  readonly written: string
  readonly problem: string
}

/** A text of a template in its parts. In a loaded config, placeholders stand between {@link markPlaceholder}'s characters. */
export function parseTemplate(text: string): readonly (string | Placeholder)[] {
  return text.split(MARKED).flatMap((part, index) => {
    if (index % 2 === 0) return part === '' ? [] : [part]
    return [parsePlaceholder(part) ?? part]
  })
}

/** Marks what stands between the braces of a placeholder, so that no other text can mean it. */
export function markPlaceholder(written: string): string {
  return `${OPEN}${written}${CLOSE}`
}

/** Whether a text has characters that only placeholders are marked with. */
export function hasMarks(text: string): boolean {
  return text.includes(OPEN) || text.includes(CLOSE)
}

/** Reads what stands between the braces: keys with dots between them, or in brackets and quotes, then `:-` and a fallback. Null = it is no path. */
export function parsePlaceholder(written: string): Placeholder | null {
  const [whole, keys = ''] = PATH.exec(written) ?? []
  if (whole === undefined) return null
  const rest = written.slice(keys.length)
  if (rest !== '' && !rest.startsWith(':-')) return null
  const path = [...keys.matchAll(KEY)].map(([, plain, single, double]) => plain?.trim() ?? single ?? double ?? '')
  return { path, fallback: rest === '' ? null : rest.slice(2), written }
}

/**
 * Fills in a template. A text that is one placeholder becomes its value, whatever its type; within a longer text
 * only texts, numbers and booleans can stand. `valueAt` gives undefined where there is nothing. All problems come at once.
 */
export function fillTemplate(
  template: Json,
  valueAt: (path: readonly string[]) => Json | undefined,
): { readonly json: Json; readonly problems: readonly TemplateProblem[] } {
  const problems: TemplateProblem[] = []
  const take = ({ path, fallback, written }: Placeholder): Json => {
    const value = valueAt(path)
    if (value === undefined && fallback === null) problems.push({ written, problem: 'has no value in this run' })
    return value ?? fallback
  }
  const inText = (placeholder: Placeholder): string => {
    const value = take(placeholder)
    if (value !== null && typeof value !== 'object') return String(value)
    const kind = value === null ? 'null' : Array.isArray(value) ? 'a list' : 'an object'
    const advice = value === null ? 'or give a fallback' : 'or name a part of it'
    const problem = `is ${kind}, which can't stand within a text (make it the whole value, ${advice})`
    if (!problems.some(({ written }) => written === placeholder.written)) problems.push({ written: placeholder.written, problem })
    return ''
  }
  const fill = (value: Json): Json => {
    if (typeof value !== 'string') return mapJson(value, fill)
    const parts = parseTemplate(value)
    const [only] = parts
    if (parts.length === 1 && only !== undefined && typeof only !== 'string') return take(only)
    return parts.map((part) => (typeof part === 'string' ? part : inText(part))).join('')
  }
  return { json: fill(template), problems }
}

/** A template as it is written in a config, for people. */
export function writtenTemplate(template: Json): Json {
  if (typeof template !== 'string') return mapJson(template, writtenTemplate)
  return parseTemplate(template)
    .map((part) => (typeof part === 'string' ? part : `\${${part.written}}`))
    .join('')
}

/** Every placeholder of a template with the keys that lead to its text. */
export function placeholdersOf(
  template: unknown,
): { readonly path: readonly (string | number)[]; readonly placeholder: Placeholder }[] {
  if (typeof template === 'string') {
    const found = parseTemplate(template).filter((part) => typeof part !== 'string')
    return found.map((placeholder) => ({ path: [], placeholder }))
  }
  if (typeof template !== 'object' || template === null) return []
  const entries = Array.isArray(template) ? [...template.entries()] : Object.entries(template)
  return entries.flatMap(([key, value]) =>
    placeholdersOf(value).map(({ path, placeholder }) => ({ path: [key, ...path], placeholder })),
  )
}

/** Noncharacters, which no text has. */
const [OPEN, CLOSE] = ['\ufdd0', '\ufdd1']
const MARKED = /\ufdd0([^\ufdd1]*)\ufdd1/

const BRACKETS = `\\['[^']*'\\]|\\["[^"]*"\\]`
const PLAIN = `[^.:'"[\\]{}$]+`
const PATH = new RegExp(`^(${PLAIN}(?:\\.${PLAIN}|${BRACKETS})*)`)
const KEY = new RegExp(`(?:^|\\.)(${PLAIN})|\\['([^']*)'\\]|\\["([^"]*)"\\]`, 'g')

function mapJson(value: Json, change: (item: Json) => Json): Json {
  if (typeof value !== 'object' || value === null) return value
  if (isList(value)) return value.map(change)
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, change(item)]))
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value)
}
