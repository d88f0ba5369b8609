import type { FetchedFile } from '../../core/data-source.js'
import { knownError } from '../../core/errors.js'
import { roleCandidates } from '../../core/find-roles.js'
import { type Format, readAs } from '../../core/format.js'
import { kindOfType } from '../../core/inspection.js'
import type { AwsSettings, EngineSession, World } from '../../core/ports.js'
import { sum } from '../../core/sum.js'
import type { Survey } from '../../core/survey.js'
import { schemeOf } from '../../datasets/index.js'
import { ENGINES } from '../../engines/index.js'
import { openSources, type Sources } from '../sources.js'
import { affordable, fetchAll, isParquet, isWhole } from './fetch.js'
import { type FoundFiles, findFiles } from './found-files.js'

export interface InspectOptions {
  /** Like `dataset.source`. */
  readonly sources: readonly string[]
  /** What relative paths are relative to. */
  readonly directory: string
  /** Of all files; null = each as its name tells. */
  readonly format: Format | null
  /** Only files of the newest days, so many; null = of all, which is meant where paths name no day. */
  readonly latest: number | null
  /** Columns by their role; null = the likely ones. */
  readonly label: string | null
  readonly prediction: string | null
  /** Most rows that are scanned. */
  readonly maxRows: number
  /** Most bytes that are fetched, or read of files that are no Parquet. */
  readonly maxBytes: number
  readonly aws: AwsSettings
}

/** Where the caller asks for nothing else. */
export const INSPECT_DEFAULTS = {
  format: null,
  latest: null,
  label: null,
  prediction: null,
  maxRows: 1_000_000,
  maxBytes: 256_000_000,
} as const

/** Data that can be asked about until it is closed. */
export interface OpenSurvey {
  /** As they were given. */
  readonly sources: readonly string[]
  readonly found: FoundFiles
  readonly survey: Survey
  /** Files whose schema and number of rows are known: the newest. */
  readonly read: number
  readonly bytesFetched: number
  close(): Promise<void>
}

/** Values that are scanned, at most: rows times columns. */
const MOST_VALUES = 5_000_000

/** Files whose footers are read, at most: the newest. */
const MOST_FILES = 1_000

/** Lists the files, reads the schema and the statistics of the newest, and as many of their rows as the limits allow. */
export async function openSurvey(options: InspectOptions, given: World): Promise<OpenSurvey> {
  const isLocal = options.sources.every((source) => schemeOf(source) === 'file')
  const world = isLocal ? { ...given, progress: given.progress.local() } : given
  const closers: (() => Promise<void>)[] = []
  const close = async () => {
    for (const each of closers.splice(0).toReversed()) await each()
  }
  try {
    const sources = openSources(options.aws, world)
    closers.push(sources.close)
    const found = await findFiles(options, sources, world)
    return {
      sources: options.sources,
      found,
      ...(await survey(found, options, sources, world, (work) => closers.push(work))),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

async function survey(
  found: FoundFiles,
  { format, label, prediction, maxRows, maxBytes }: InspectOptions,
  sources: Sources,
  world: World,
  onClose: (work: () => Promise<void>) => void,
): Promise<Pick<OpenSurvey, 'survey' | 'read' | 'bytesFetched'>> {
  const limits = { maxRows, maxValues: MOST_VALUES }
  const newest = found.files.slice(-MOST_FILES)
  const plans = await affordable({ files: newest, columns: [] }, format, maxBytes, sources, world)
  if (plans.length === 0) throw tooLarge(newest.at(-1)?.uri ?? '', newest.at(-1)?.bytes ?? 0)
  const files = plans.map(({ file }) => file)
  const open = async (fetched: readonly FetchedFile[]) => {
    const session = await openSession(await toParquet(fetched, format, world, onClose), found, world)
    onClose(session.close)
    return session
  }
  const fetched = await fetchAll({ files, columns: [] }, format, sources, world)
  const bytesFetched = sum(fetched.map((file) => file.bytesFetched))
  const session = await open(fetched)
  if (isWhole(plans)) {
    const whole = await session.survey({ ...limits, files: files.length, columns: null })
    return { survey: whole, read: files.length, bytesFetched }
  }
  const known = await session.survey({ ...limits, files: 0, columns: [] })
  const all = known.columns.filter(({ type }) => kindOfType(type) !== 'nested').map(({ name }) => name)
  const likely = roleCandidates(known.columns, { label, prediction })
  const some = [...likely.labels.slice(0, LIKELY), ...likely.predictions.slice(0, LIKELY)].map(({ name }) => name)
  for (const columns of [all, [...new Set(some)]]) {
    const chosen = (await affordable({ files, columns }, format, maxBytes, sources, world)).map(({ file }) => file)
    if (chosen.length === 0) continue
    const rows = await fetchAll({ files: chosen, columns }, format, sources, world)
    const both = await open([...fetched.slice(0, fetched.length - rows.length), ...rows])
    return {
      survey: await both.survey({ ...limits, files: rows.length, columns: columns === all ? null : columns }),
      read: files.length,
      bytesFetched: bytesFetched + sum(rows.map((file) => file.bytesFetched)),
    }
  }
  return { survey: known, read: files.length, bytesFetched }
}

/** Candidates for label and for prediction that are read where all columns are too many bytes. */
const LIKELY = 3

async function toParquet(
  files: readonly FetchedFile[],
  format: Format | null,
  world: World,
  onClose: (work: () => Promise<void>) => void,
): Promise<readonly FetchedFile[]> {
  if (files.every((file) => isParquet(file, format))) return files
  const engine = await ENGINES.duckdb()
  const raw = { files, format, columnNames: null, columnNamesKey: 'dataset.column_names' }
  const converted = await engine.convert(raw, { names: null, required: [], numbers: [], prediction: null }, {}, world)
  onClose(converted.close)
  return converted.files
}

async function openSession(files: readonly FetchedFile[], { folders }: FoundFiles, world: World): Promise<EngineSession> {
  const engine = await ENGINES.duckdb()
  return await engine.open({ files, predictions: null, partitionColumns: folders }, world)
}

/** The formats of files by their names. */
export function formatsOf({ files }: FoundFiles, format: Format | null): string[] {
  return [...new Set(files.map(({ uri }) => readAs(uri, { format, columnNames: null }) ?? 'by content'))].sort()
}

function tooLarge(uri: string, bytes: number): Error {
  return knownError('data', `${uri} would be read whole, and its ${bytes} bytes are more than the limit`, {
    hint: 'raise the limit with --max-bytes, or look at a smaller file',
  })
}
