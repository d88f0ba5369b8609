import { sep } from 'node:path'
import { countDays, daysFromTo } from '../../core/calendar.js'
import type { SourceFile } from '../../core/data-source.js'
import type { Partitions } from '../../core/inspection.js'
import { partitionColumns } from '../../core/partition-columns.js'
import type { Column, World } from '../../core/ports.js'
import { inPhase } from '../../core/progress.js'
import { sum } from '../../core/sum.js'
import { dayTemplate } from '../../datasets/day-template.js'
import { withoutEmptyFiles } from '../../datasets/empty-files.js'
import { parseSource } from '../../datasets/pattern.js'
import { resolveFiles } from '../../datasets/resolve.js'
import { hasDate } from '../../datasets/template.js'
import type { Sources } from '../sources.js'
import type { InspectOptions } from './open.js'

/** The files of sources, oldest day first. */
export interface FoundFiles {
  readonly files: readonly SourceFile[]
  /** Columns that their folders make. */
  readonly folders: readonly Column[]
  readonly partitions: Partitions
  /** A source that names the days of the paths, relative to the directory where they lie below it; null = none, or the sources name them. */
  readonly template: string | null
}

/** Lists the files of sources, of whatever day or of the newest. Rejects with a `data` error where there are none. */
export async function findFiles(
  { sources, directory, latest }: Pick<InspectOptions, 'sources' | 'directory' | 'latest'>,
  { open }: Sources,
  world: World,
): Promise<FoundFiles> {
  const everyDay = { latest: Number.MAX_SAFE_INTEGER, upTo: null }
  const resolved = await inPhase(
    world.progress.begin('listing'),
    () => resolveFiles({ sources, directory, window: everyDay }, open),
    ({ files }) => ({ did: 'listed', files: files.length, bytes: sum(files.map(({ bytes }) => bytes)) }),
  )
  const files = withoutEmptyFiles(resolved.files, sources, world.log)
  const template = sources.some(hasDate) ? null : dayTemplate(files)
  const dateOf = template === null ? () => null : parseSource(template, directory).dateOf
  const dated = files.map((file) => ({ file, day: file.day ?? dateOf(file.uri) ?? '' }))
  dated.sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0))
  const days = [...new Set(dated.map(({ day }) => day))].filter((day) => day !== '')
  const newest = latest === null || days.length === 0 ? null : new Set(days.slice(-latest))
  return {
    files: dated.filter(({ day }) => newest?.has(day) ?? true).map(({ file }) => file),
    folders: resolved.partitionColumns,
    partitions: { ...spanOf(days), folders: foldersOf(files) },
    template: template === null ? null : relativeTo(directory, template),
  }
}

/** A path below a folder as one that begins there; all others as they are. */
function relativeTo(directory: string, path: string): string {
  const home = `${directory.replaceAll(sep, '/').replace(/\/$/, '')}/`
  return path.startsWith(home) ? path.slice(home.length) : path
}

/** Of a longer span, gaps are not looked for. */
const MOST_DAYS = 3660

/** `days` are in ascending order. */
function spanOf(days: readonly string[]): Omit<Partitions, 'folders'> {
  const [from = null, to = null] = [days[0], days.at(-1)]
  const all = from === null || to === null || countDays(from, to) > MOST_DAYS ? [] : daysFromTo(from, to)
  const known = new Set(days)
  return { from, to, days: days.length, missingDates: all.filter((day) => !known.has(day)) }
}

function foldersOf(files: readonly SourceFile[]): Partitions['folders'] {
  return partitionColumns(files).map(({ name }) => {
    const values = files.map(({ partition = {} }) => partition[name]).filter((value) => value !== undefined)
    return { name, values: new Set(values).size }
  })
}
