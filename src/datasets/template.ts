import path from 'node:path'
import picomatch from 'picomatch'
import { isCalendarDate } from './window.js'

/** Placeholders of a source, and what they match in a path. */
const DATE_TOKENS = { '{date}': '\\d{4}-\\d{2}-\\d{2}', '{yyyy}': '\\d{4}', '{MM}': '\\d{2}', '{dd}': '\\d{2}' } as const

export function hasDate(source: string): boolean {
  return Object.keys(DATE_TOKENS).some((token) => source.includes(token))
}

/** Why the source's placeholders can't be used, or null. */
export function templateProblem(source: string): string | null {
  const unknown = /\{\w*\}/g
  for (const [token] of source.matchAll(unknown)) {
    if (!Object.hasOwn(DATE_TOKENS, token)) return `has the unknown placeholder ${token}`
  }
  if (!hasDate(source) || source.includes('{date}')) return null
  const missing = ['{yyyy}', '{MM}', '{dd}'].filter((token) => !source.includes(token))
  return missing.length === 0 ? null : `names a day by parts but lacks ${missing.join(' and ')}`
}

/** The source on one day, `YYYY-MM-DD`. */
export function fillDate(source: string, date: string): string {
  const [yyyy = '', MM = '', dd = ''] = date.split('-')
  return source.replaceAll('{date}', date).replaceAll('{yyyy}', yyyy).replaceAll('{MM}', MM).replaceAll('{dd}', dd)
}

export interface Pattern {
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
 * everything below it. Files whose name, or whose folder below the first wildcard, starts with `_` or
 * `.` are hidden, as Spark and Hive have it. Local paths are relative to `directory`.
 */
export function parseSource(source: string, directory: string): Pattern {
  const magic = source.search(/[*?[{]/)
  if (magic === -1) return literalPattern(absolute(source, directory))
  const folder = source.slice(0, magic).lastIndexOf('/') + 1
  const root = `${absolute(source.slice(0, folder), directory).replace(/\/$/, '')}/`
  const glob = withFolders(source.slice(folder))
  const words = Object.keys(DATE_TOKENS).reduce((text, token, index) => text.replaceAll(token, word(index)), glob)
  const { source: regex } = picomatch.makeRe(words, { nonegate: true, noextglob: true, strictSlashes: true })
  const compiled = new RegExp(withDates(regex))
  return {
    prefix: root + source.slice(folder, magic),
    levels: glob.includes('**') ? null : glob.split('/').length,
    matches: (uri) => uri.startsWith(root) && compiled.test(uri.slice(root.length)) && !isHidden(uri.slice(root.length)),
    dateOf: (uri) => calendarDate(compiled.exec(uri.slice(root.length))?.groups ?? {}),
  }
}

/** A folder means all files in it: one that ends with a slash, or whose last part is a day and no glob. */
function withFolders(glob: string): string {
  if (glob.endsWith('/')) return `${glob}**`
  const last = glob.slice(glob.lastIndexOf('/') + 1)
  const isDay = Object.keys(DATE_TOKENS).reduce((text, token) => text.replaceAll(token, ''), last)
  return hasDate(last) && !/[*?[{.]/.test(isDay) ? `${glob}/**` : glob
}

/** One file, or a folder with all that is in it. */
function literalPattern(place: string): Pattern {
  const folder = place.endsWith('/') ? place : `${place}/`
  return {
    prefix: place,
    levels: null,
    matches: (uri) => uri === place || (uri.startsWith(folder) && !isHidden(uri.slice(folder.length))),
    dateOf: () => null,
  }
}

function absolute(source: string, directory: string): string {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(source)) return source
  const place = path.resolve(directory, source).replaceAll(path.sep, '/')
  return source.endsWith('/') ? `${place}/` : place
}

/** A stand-in for a placeholder: letters only, so that it passes through the glob compiler unchanged. */
function word(index: number): string {
  return `CTRAINDATETOKEN${'ABCD'[index]}`
}

function withDates(regex: string): string {
  const seen = new Set<string>()
  return regex.replaceAll(/CTRAINDATETOKEN([ABCD])/g, (_, letter: string) => {
    if (seen.has(letter)) return `\\k<${letter}>`
    seen.add(letter)
    return `(?<${letter}>${Object.values(DATE_TOKENS)['ABCD'.indexOf(letter)]})`
  })
}

function isHidden(relative: string): boolean {
  return relative.split('/').some((part) => /^[._]/.test(part))
}

function calendarDate(groups: Record<string, string>): string | null {
  const { A, B, C, D } = groups
  const date = A ?? `${B}-${C}-${D}`
  return isCalendarDate(date) ? date : null
}
