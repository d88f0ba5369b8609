import { fileURLToPath } from 'node:url'
import { inspect } from 'node:util'
import type { Thrown } from './module-messages.js'

/** Stands for a function, which can't be sent to another thread. */
export const FUNCTION = { type: 'function' } as const

/** What was thrown, as text. */
export function sendableError(thrown: unknown): Thrown {
  if (!(thrown instanceof Error)) {
    const shown = typeof thrown === 'string' ? thrown : inspect(thrown, { depth: 1 })
    return { message: shown, code: null, place: null, stack: shown }
  }
  const stack = String(thrown.stack ?? '')
  return {
    message: `${thrown.name}: ${thrown.message}`,
    code: 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : null,
    place: placeOf(stack),
    stack: stack === '' ? thrown.message : stack,
  }
}

/** A finite number or null as it is, of anything else what it looks like. */
export function sendableNumber(value: unknown): number | null | { readonly odd: string } {
  if (value === null || value === undefined) return null
  if (typeof value === 'number' && Number.isFinite(value)) return value
  return { odd: inspect(value, { depth: 0 }).slice(0, MOST_SHOWN) }
}

/** What a module exports, with {@link FUNCTION} for functions. */
export function sendableExport(value: unknown, depth = 0): unknown {
  if (typeof value === 'function') return FUNCTION
  if (typeof value === 'symbol' || depth === MOST_DEPTH) return inspect(value, { depth: 0 })
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((each) => sendableExport(each, depth + 1))
  // Methods of a class are not among its instance's keys.
  const keys = new Set([...Object.keys(value), ...['compute', 'finish'].filter((name) => name in value)])
  return Object.fromEntries([...keys].map((key) => [key, sendableExport(Reflect.get(value, key), depth + 1)]))
}

const MOST_SHOWN = 80
const MOST_DEPTH = 3

/** The innermost place that is neither in a package nor here. */
function placeOf(stack: string): string | null {
  for (const [, url = '', position = ''] of stack.matchAll(/(file:\/\/[^\s)]+?)((?::\d+){1,2})(?=[)\s]|$)/g)) {
    if (!url.includes('/node_modules/') && !url.startsWith(HERE)) return `${fileURLToPath(url)}${position}`
  }
  return null
}

const HERE = new URL('.', import.meta.url).href
