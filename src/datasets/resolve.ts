import type { DataSource, SourceFile } from '../core/data-source.js'
import { knownError } from '../core/errors.js'
import { fillDate, hasDate, parseSource } from './template.js'
import { daysUpTo, type Window } from './window.js'

export interface Location {
  readonly sources: readonly string[]
  /** What relative local paths are relative to. */
  readonly directory: string
  readonly window: Window
  /** The last day that may enter; null = the newest there is, or today for a window of days. */
  readonly date: string | null
  readonly today: string
}

export interface ResolvedFiles {
  readonly files: readonly SourceFile[]
  /** Days that have files, oldest first; empty when the sources name no day. */
  readonly dates: readonly string[]
  readonly missingDates: readonly string[]
}

/** Lists the files of a dataset. Rejects with a `data` error when there are none. */
export async function resolveFiles(location: Location, open: (uri: string) => Promise<DataSource>): Promise<ResolvedFiles> {
  const dated = location.sources.filter(hasDate)
  const undated = location.sources.filter((source) => !hasDate(source))
  const fixed = await Promise.all(undated.map((source) => listSource(source, location, open)))
  for (const [index, files] of fixed.entries()) {
    if (files.length === 0) throw nothingAt(undated[index] ?? '')
  }
  const days = dated.length === 0 ? [] : await listWindow(dated, location, open)
  if (dated.length > 0 && days.every(({ files }) => files.length === 0)) throw noPartition(dated, days, location)
  const present = days.filter(({ files }) => files.length > 0).map(({ date }) => date)
  const files = [...fixed.flat(), ...days.flatMap((day) => day.files)]
  return {
    files: [...new Map(files.map((file) => [file.uri, file])).values()],
    dates: present,
    missingDates: days.filter(({ files }) => files.length === 0).map(({ date }) => date),
  }
}

interface Day {
  readonly date: string
  readonly files: readonly SourceFile[]
}

type Open = (uri: string) => Promise<DataSource>

async function listSource(source: string, location: Location, open: Open): Promise<SourceFile[]> {
  const pattern = parseSource(source, location.directory)
  const files = await (await open(source)).list(pattern.prefix, pattern.levels)
  return files.filter(({ uri }) => pattern.matches(uri))
}

async function listWindow(sources: readonly string[], location: Location, open: Open): Promise<Day[]> {
  const { window, date, today } = location
  if ('latest' in window) return await listLatest(sources, window.latest, location, open)
  const dates = 'dates' in window ? window.dates : daysUpTo(date ?? today, window.days)
  return await listDays(sources, dates, location, open)
}

async function listDays(sources: readonly string[], dates: readonly string[], location: Location, open: Open): Promise<Day[]> {
  return await Promise.all(
    dates.map(async (date) => {
      const lists = await Promise.all(sources.map((source) => listSource(fillDate(source, date), location, open)))
      return { date, files: lists.flat().map((file) => ({ ...file, day: date })) }
    }),
  )
}

async function listLatest(sources: readonly string[], count: number, location: Location, open: Open): Promise<Day[]> {
  const days = new Map<string, SourceFile[]>()
  for (const source of sources) {
    const pattern = parseSource(source, location.directory)
    for (const file of await listSource(source, location, open)) {
      const date = pattern.dateOf(file.uri)
      if (date === null || (location.date !== null && date > location.date)) continue
      days.set(date, [...(days.get(date) ?? []), { ...file, day: date }])
    }
  }
  const newest = [...days.keys()].sort().slice(-count)
  return newest.map((date) => ({ date, files: days.get(date) ?? [] }))
}

function nothingAt(source: string): Error {
  return knownError('data', `no file matches ${source}`, {
    hint: 'check dataset.source: the path, its globs, and the bucket or folder',
  })
}

function noPartition(sources: readonly string[], days: readonly Day[], { date }: Location): Error {
  const [first, last] = [days[0]?.date, days.at(-1)?.date]
  const span = first !== undefined ? `from ${first} to ${last}` : date === null ? 'of any day' : `up to ${date}`
  return knownError('data', `no partition ${span} matches ${sources.join(', ')}`, {
    hint: 'choose another --date, a longer dataset.window, or dataset.latest for the newest partitions that exist',
  })
}
