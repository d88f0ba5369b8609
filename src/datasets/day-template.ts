import type { SourceFile } from '../core/data-source.js'
import { parseSource } from './pattern.js'

/**
 * A source that names the days in the paths of files and takes all of them: `data/dt={date}/*.parquet` for
 * `data/dt=2026-11-01/a.parquet` and others. Null = their paths name no day, or have no common shape.
 */
export function dayTemplate(files: readonly SourceFile[]): string | null {
  const paths = files.map(({ uri }) => uri.split('/'))
  const [first = []] = paths
  if (paths.some(({ length }) => length !== first.length)) return null
  const columns = first.map((_, level) => [...new Set(paths.map((parts) => parts[level] ?? ''))])
  if (columns.some((parts) => parts.length === 1 && GLOB.test(parts[0] ?? ''))) return null
  const templates = LAYOUTS.map((layout) => templateOf(columns, layout))
  return templates.find((template) => template !== null && takesAll(template, files)) ?? null
}

/** What a level of paths may spell of a day: alone, after `key=`, or in a name, first or after `words_`. */
interface Level {
  readonly pattern: RegExp
  readonly token: string
}

const DAY: Level = { pattern: /^([^\d=][^=]*(?:=|[._-]))?\d{4}-\d{2}-\d{2}(?=$|[._T-])/, token: '{date}' }
const COMPACT: Level = { pattern: /^([^\d=][^=]*(?:=|[._-]))?20\d{6}(?=$|[._T-])/, token: '{date:yyyyMMdd}' }
const YEAR: Level = { pattern: /^([^\d=][^=]*=)?20\d{2}$/, token: '{yyyy}' }
const MONTH: Level = { pattern: /^([^\d=][^=]*=)?(0[1-9]|1[0-2])$/, token: '{MM}' }
const SHORT_MONTH: Level = { pattern: /^([^\d=][^=]*=)?([1-9]|1[0-2])$/, token: '{M}' }
const DAY_OF_MONTH: Level = { pattern: /^([^\d=][^=]*=)?(0[1-9]|[12]\d|3[01])$/, token: '{dd}' }
const SHORT_DAY: Level = { pattern: /^([^\d=][^=]*=)?([1-9]|[12]\d|3[01])$/, token: '{d}' }

/** Levels of path, one after another, that make a day. */
const LAYOUTS: readonly (readonly Level[])[] = [
  [DAY],
  [COMPACT],
  [YEAR, MONTH, DAY_OF_MONTH],
  [YEAR, SHORT_MONTH, SHORT_DAY],
  [{ pattern: /^([^\d=][^=]*=)?20\d{2}-\d{2}$/, token: '{yyyy}-{MM}' }, DAY_OF_MONTH],
]

const GLOB = /[*?[\]{}]/

/** `levels` = the different parts that paths have, per level. */
function templateOf(levels: readonly (readonly string[])[], layout: readonly Level[]): string | null {
  const start = levels.findIndex((_, at) => layout.every(({ pattern }, index) => fits(levels[at + index], pattern)))
  if (start === -1) return null
  const parts = levels.map((parts, level) => {
    const day = layout[level - start]
    const isName = level === levels.length - 1
    return day === undefined ? generalise(parts, isName) : dayPart(parts, day, isName)
  })
  return parts.every((part) => part !== null) ? parts.join('/') : null
}

function fits(parts: readonly string[] | undefined, pattern: RegExp): boolean {
  return parts?.every((part) => pattern.test(part)) ?? false
}

function dayPart(parts: readonly string[], { pattern, token }: Level, isName: boolean): string | null {
  const shapes = parts.map((part) => {
    const [found = '', key = ''] = pattern.exec(part) ?? []
    return { start: `${key}${token}`, rest: part.slice(found.length) }
  })
  const [{ start, rest } = { start: '', rest: '' }] = shapes
  if (shapes.some((shape) => shape.start !== start) || GLOB.test(start.slice(0, -token.length))) return null
  if (shapes.every((shape) => shape.rest === rest)) return `${start}${rest}`
  return isName ? `${start}*${commonEnding(parts)}` : `${start}*`
}

/** Parts of one level as a glob that takes as little else as it can. */
function generalise(parts: readonly string[], isName: boolean): string {
  const [first = ''] = parts
  if (parts.length === 1 && !(isName && /\d/.test(first))) return first
  const start = common(parts.map((part) => (isName ? (/^\D*/.exec(part)?.[0] ?? '') : part.slice(0, part.indexOf('=') + 1))))
  return `${GLOB.test(start) ? '' : start}*${isName ? commonEnding(parts) : ''}`
}

/** The text that all are; else empty. */
function common(texts: readonly string[]): string {
  const [first = ''] = texts
  return texts.every((text) => text === first) ? first : ''
}

/** `.parquet` or `.csv.gz`; empty where names differ in it. */
function commonEnding(names: readonly string[]): string {
  return common(names.map((name) => /(\.[a-z]\w*)(\.(gz|zst|gzip|zstd))?$/i.exec(name)?.[0] ?? ''))
}

function takesAll(template: string, files: readonly SourceFile[]): boolean {
  const { dateOf } = parseSource(template, '/')
  return files.every(({ uri }) => dateOf(uri) !== null)
}
