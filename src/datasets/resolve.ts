import path from 'node:path'
import pMap from 'p-map'
import type { DataSource, SourceFile } from '../core/data-source.js'
import { knownError } from '../core/errors.js'
import { partitionColumns } from '../core/partition-columns.js'
import type { Column } from '../core/ports.js'
import { ownPath, partitionOf } from './hive.js'
import { type Pattern, parseSource } from './pattern.js'
import { fillDate, hasDate } from './template.js'
import type { Window } from './window.js'

export interface Location {
  readonly sources: readonly string[]
  /** What relative local paths are relative to. */
  readonly directory: string
  /** Of the sources that name days. */
  readonly window: Window
}

export interface ResolvedFiles {
  readonly files: readonly SourceFile[]
  /** Columns that the folders of these files make. */
  readonly partitionColumns: readonly Column[]
  /** Days that have files, oldest first; empty when the sources name no day. */
  readonly dates: readonly string[]
  readonly missingDates: readonly string[]
}

/** Lists the files of a dataset. Rejects with a `data` error when there are none. */
export async function resolveFiles(location: Location, open: Open): Promise<ResolvedFiles> {
  const dated = location.sources.filter(hasDate)
  const undated = location.sources.filter((source) => !hasDate(source))
  const fixed = await Promise.all(undated.map((source) => listSource(source, location, open)))
  for (const [index, files] of fixed.entries()) {
    if (files.length === 0) throw nothingAt(undated[index] ?? '')
  }
  const days = await listDays(dated, location, open)
  const dates = [...days.keys()].sort()
  if (dated.length > 0 && dates.length === 0) throw noPartition(dated, location)
  const found = [...fixed.flat(), ...dates.flatMap((date) => days.get(date) ?? [])]
  const files = [...new Map(found.map((file) => [file.uri, file])).values()]
  const wanted = 'dates' in location.window && dated.length > 0 ? location.window.dates : []
  return {
    files,
    partitionColumns: partitionColumns(files),
    dates,
    missingDates: wanted.filter((date) => !days.has(date)),
  }
}

type Open = (uri: string) => Promise<DataSource>

async function listSource(source: string, location: Location, open: Open): Promise<SourceFile[]> {
  const pattern = parseSource(source, location.directory)
  const files = await (await open(source)).list(pattern.prefix, pattern.levels)
  return files.filter(({ uri }) => pattern.matches(uri)).map((file) => ({ ...file, ...partition(file, pattern, location) }))
}

/** The files of the days that the window takes. */
async function listDays(sources: readonly string[], location: Location, open: Open): Promise<Map<string, SourceFile[]>> {
  const { window } = location
  const wanted = 'dates' in window ? new Set(window.dates) : null
  const last = 'latest' in window ? window.upTo : null
  const days = new Map<string, SourceFile[]>()
  for (const source of sources) {
    const pattern = parseSource(source, location.directory)
    for (const file of await listPlaces(source, placesOf(source, location), open)) {
      const date = pattern.dateOf(file.uri)
      if (date === null || wanted?.has(date) === false || (last !== null && date > last)) continue
      const day = days.get(date) ?? []
      days.set(date, day)
      day.push({ ...file, day: date, ...partition(file, pattern, location) })
    }
  }
  if (!('latest' in window)) return days
  const newest = [...days.keys()].sort().slice(-window.latest)
  return new Map(newest.map((date) => [date, days.get(date) ?? []]))
}

type Place = Pick<Pattern, 'prefix' | 'levels'>

/** Where to look: one place per day, as a lake may hold years, or everything where the newest days are to be found. */
function placesOf(source: string, { window, directory }: Location): Place[] {
  const sources = 'dates' in window ? window.dates.map((date) => fillDate(source, date)) : [source]
  const places = sources.map((filled) => parseSource(filled, directory))
  return [...new Map(places.map((place) => [place.prefix, place])).values()]
}

/** Listings at once. */
const LISTINGS = 16

/** Several places may have files in common. */
async function listPlaces(source: string, places: readonly Place[], open: Open): Promise<SourceFile[]> {
  const opened = await open(source)
  const lists = await pMap(places, ({ prefix, levels }) => opened.list(prefix, levels), { concurrency: LISTINGS })
  return [...new Map(lists.flat().map((file) => [file.uri, file])).values()]
}

function partition(file: SourceFile, { root }: Pattern, location: Location): Pick<SourceFile, 'partition'> {
  const found = partitionOf(ownPath(file.uri, root, location.directory.replaceAll(path.sep, '/')))
  return found === undefined ? {} : { partition: found }
}

function nothingAt(source: string): Error {
  return knownError('data', `no file matches ${source}`, {
    hint: 'check dataset.source: the path, its globs, and the bucket or folder',
  })
}

function noPartition(sources: readonly string[], { window }: Location): Error {
  return knownError('data', `no partition ${spanOf(window)} matches ${sources.join(', ')}`, {
    hint: 'choose another --date or --from and --to, a longer dataset.window, or dataset.latest for the newest partitions that exist',
  })
}

function spanOf(window: Window): string {
  if ('latest' in window) return window.upTo === null ? 'of any day' : `up to ${window.upTo}`
  const { dates } = window
  const [first = '', last = ''] = [dates[0], dates.at(-1)]
  return first === last ? `of ${first}` : `from ${first} to ${last}`
}
