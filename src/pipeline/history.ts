import pMap from 'p-map'
import { type Config, findModel } from '../config/load.js'
import type { DocumentStore } from '../core/documents.js'
import { knownError } from '../core/errors.js'
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

/** The last runs of a model. Rejects where it has no history, and where none of the records can be read. */
export async function readHistory(name: string, config: Config, last: number, world: World): Promise<RunHistory> {
  findModel(config, name)
  const history = historyOf(name, config)
  if (history === null) throw noHistory(name, config)
  const place = recordFolder(history, 'runs', name)
  const store = await openStore(history, awsSettings(config), world)
  try {
    const listed = await store.list(place)
    const uris = listed.filter((uri) => RECORD.test(uri))
    const others = listed.length - uris.length
    if (others > 0) world.log.info(`${place} has further documents, which are no records: ${others}`)
    const newest = uris.slice(-last)
    const read = await pMap(newest, async (uri) => await readRun(store, uri), { concurrency: CONCURRENCY, signal: world.signal })
    const records = read.flatMap((each) => (each !== null && 'run' in each ? [each.run] : []))
    const unreadable = read.flatMap((each) => (each !== null && 'problem' in each ? [each] : []))
    if (records.length === 0 && unreadable.length > 0) throw noneReadable(name, unreadable)
    return { model: name, place, total: uris.length, records, unreadable }
  } finally {
    await store.close()
  }
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

function noneReadable(name: string, unreadable: readonly UnreadableRecord[]): Error {
  const [first] = unreadable
  const whose =
    unreadable.length === 1 ? `the record of ${name} can't` : `none of the ${unreadable.length} records of ${name} can`
  return knownError('data', `${whose} be read: ${first?.uri}: ${first?.problem}`, {
    hint: 'check that the folder of the history is the right one, and that nothing else writes there',
  })
}
