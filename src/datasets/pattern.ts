import path from 'node:path'
import picomatch from 'picomatch'
import { isHidden } from './hidden.js'
import { dayOfTokens, type Part, readLayout, TOKENS, type Token } from './layout.js'

export interface Pattern {
  /** The folder before the first wildcard, or what a source without one names. */
  readonly root: string
  /** What every match starts with: the place to list. */
  readonly prefix: string
  /** How many levels of path below the prefix's folder a match can have; null = any number. */
  readonly levels: number | null
  matches(uri: string): boolean
  /** The day that a matching URI's placeholders name; null for a day that no calendar has. */
  dateOf(uri: string): string | null
}

/**
 * Reads a source as a pattern: globs (`*`, `**`, `?`, `[…]`, `{a,b}`), placeholders, and a folder for
 * everything below it, where its last part has no glob. Hidden files are left out, unless the source names one
 * itself. Local paths are relative to `directory`.
 */
export function parseSource(source: string, directory: string): Pattern {
  const magic = source.search(/[*?[{]/)
  if (magic === -1) return literalPattern(absolute(source, directory))
  const folder = source.slice(0, magic).lastIndexOf('/') + 1
  const root = `${absolute(source.slice(0, folder), directory).replace(/\/$/, '')}/`
  const globs = compile(readLayout(source.slice(folder)))
  const levels = globs.map(({ glob }) => (glob.includes('**') ? null : glob.split('/').length))
  const find = (uri: string) => {
    if (!uri.startsWith(root)) return null
    const relative = uri.slice(root.length)
    for (const { glob, regex } of globs) {
      const found = regex.exec(relative)
      if (found !== null) return isHidden(relative, glob) ? null : (found.groups ?? {})
    }
    return null
  }
  return {
    root,
    prefix: root + source.slice(folder, magic),
    levels: levels.includes(null) ? null : Math.max(...levels.map(Number)),
    matches: (uri) => find(uri) !== null,
    dateOf(uri) {
      const tokens = find(uri)
      return tokens === null ? null : dayOfTokens(tokens)
    },
  }
}

/** One file, or a folder with all that is in it. */
function literalPattern(place: string): Pattern {
  const folder = place.endsWith('/') ? place : `${place}/`
  return {
    root: place,
    prefix: place,
    levels: null,
    matches: (uri) => (uri === place && uri !== folder) || (uri.startsWith(folder) && !isHidden(uri.slice(folder.length), '')),
    dateOf: () => null,
  }
}

function absolute(source: string, directory: string): string {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(source)) return source
  const place = path.resolve(directory, source).replaceAll(path.sep, '/')
  return source.endsWith('/') ? `${place}/` : place
}

/** One glob, or two where what the source names may be a file or a folder; and each as an expression. */
function compile(parts: readonly Part[]): { readonly glob: string; readonly regex: RegExp }[] {
  const text = parts.map((part) => (part.kind === 'token' ? word(part.token) : escapeOdd(part.text))).join('')
  const globs = text.endsWith('/') ? [`${text}**`] : namesPlace(parts) ? [text, `${text}/**`] : [text]
  return globs.map((glob) => {
    const { source } = picomatch.makeRe(glob, { nonegate: true, noextglob: true, strictSlashes: true })
    return { glob, regex: new RegExp(withTokens(source)) }
  })
}

/** Whether the last part has no glob, and a day, or there is no glob at all: what it names may be a folder. */
export function namesPlace(parts: readonly Part[]): boolean {
  const shape = parts.map((part) => (part.kind === 'token' ? DAY : part.text)).join('')
  const last = shape.slice(shape.lastIndexOf('/') + 1)
  return !GLOB.test(last) && (last.includes(DAY) || !GLOB.test(shape))
}

const DAY = '\0'
const GLOB = /[*?[{]/

/** What picomatch would take for an expression of its own. */
function escapeOdd(text: string): string {
  return text.replaceAll(/[()|]/g, '\\$&')
}

/** A stand-in for a token: letters only, so that it passes through the glob compiler unchanged. */
function word(token: Token): string {
  return `CTRAINTOKEN${token}CTRAINEND`
}

/** Each token as a group of its name; one that is named again must be the same. */
function withTokens(regex: string): string {
  const seen = new Set<string>()
  return Object.entries(TOKENS).reduce(
    (text, [token, { pattern }]) =>
      text.replaceAll(`CTRAINTOKEN${token}CTRAINEND`, () => {
        if (seen.has(token)) return `\\k<${token}>`
        seen.add(token)
        return `(?<${token}>${pattern})`
      }),
    regex,
  )
}
