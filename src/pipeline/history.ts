import pMap from 'p-map'
import { type Config, findModel } from '../config/load.js'
import type { DocumentStore } from '../core/documents.js'
import { type KnownError, knownError } from '../core/errors.js'
import type { World } from '../core/ports.js'
import type { RecordedRun, RunHistory, UnreadableRecord } from '../core/records.js'
import { openStore } from '../stores/index.js'
import { awsSettings } from './aws-settings.js'
import { historyOf, recordFolder } from './history-place.js'
import { storedRun } from './stored-run.js'

/** Runs that are listed unless somebody asks for more. */
export const LAST = 30

/** Records that are read at once. */
const CONCURRENCY = 16

/** How documents of runs are named, so that they sort by time. */
const RECORD = /[\\/]\d{8}T\d{6}\.\d{3}Z-[0-9a-f]{8}\.json$/

/** The last runs of a model that can be read, and what can't of those since the first of them. Rejects where it has no history. */
export async function readHistory(name: string, config: Config, last: number, world: World): Promise<RunHistory> {
  findModel(config, name)
  if (!Number.isInteger(last) || last < 1) {
    throw knownError('usage', `the last ${last} runs can't be read`, { hint: 'ask for 1 or more, a whole number' })
  }
  const history = historyOf(name, config)
  if (history === null) throw noHistory(name, config)
  const place = recordFolder(history, 'runs', name)
  const store = await openStore(history, awsSettings(config), world)
  try {
    const listed = await store.list(place)
    const uris = listed.filter((uri) => RECORD.test(uri))
    const others = listed.length - uris.length
    if (others > 0) world.log.info(`${place} has further documents, which are no records: ${others}`)
    return { model: name, place, total: uris.length, ...(await readLast(store, uris, last, world.signal)) }
  } finally {
    await store.close()
  }
}

/** The error of a history that has records of which none can be read; null = it is none. */
export function noneReadable({ model, records, unreadable }: RunHistory): KnownError | null {
  const newest = unreadable.at(-1)
  if (records.length > 0 || newest === undefined) return null
  const whose =
    unreadable.length === 1 ? `the record of ${model} can't` : `none of the ${unreadable.length} records of ${model} can`
  return knownError('data', `${whose} be read: ${newest.uri}: ${newest.problem}`, {
    hint: 'check that the folder of the history is the right one, and that nothing else writes there',
  })
}

/** Goes back in time until there are so many runs, or no more records. */
async function readLast(
  store: DocumentStore,
  uris: readonly string[],
  last: number,
  signal: AbortSignal,
): Promise<Pick<RunHistory, 'records' | 'unreadable'>> {
  const records: RecordedRun[] = []
  const unreadable: UnreadableRecord[] = []
  let left = uris
  while (records.length < last && left.length > 0) {
    const missing = last - records.length
    const size = left === uris ? missing : Math.max(missing, CONCURRENCY)
    const batch = left.slice(-size).reverse()
    left = left.slice(0, -size)
    const read = await pMap(batch, async (uri) => await readRun(store, uri), { concurrency: CONCURRENCY, signal })
    for (const each of read) {
      if (each === null || records.length === last) continue
      if ('run' in each) records.push(each.run)
      else unreadable.push(each)
    }
  }
  return { records: records.reverse(), unreadable: unreadable.reverse() }
}

/** Null = it was removed since it was listed. */
async function readRun(store: DocumentStore, uri: string): Promise<{ readonly run: RecordedRun } | UnreadableRecord | null> {
  const document = await store.find(uri)
  if (document === null) return null
  const read = storedRun(document.text)
  return 'run' in read ? read : { uri, problem: read.problem }
}

function noHistory(name: string, config: Config): Error {
  const path = ['models', name]
  return knownError(
    'config',
    config.describe({
      path,
      message: 'has no history, so its runs are not recorded (add defaults: { history: s3://… or a folder })',
    }),
  )
}
