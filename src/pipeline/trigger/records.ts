import pMap from 'p-map'
import type { Config } from '../../config/load.js'
import type { StoredDocument } from '../../core/documents.js'
import type { World } from '../../core/ports.js'
import { historyOf, recordFolder } from '../history-place.js'
import { parseReservation, parseStart, type Reservation, type StartRecord } from './record-schema.js'
import { faultTolerant, type StoreFailure } from './record-store.js'
import { documentText, reserveIn } from './reserve.js'

/**
 * The records of a model's starts. They are memory; the lock is the execution's name. So a store that fails stops
 * no start: what it would have told is taken as not there, and {@link EventRecords.failure} says what it does not have.
 */
export interface EventRecords {
  /** Whether starts are recorded, and all that was asked was answered. */
  areComplete(): boolean
  /** Where an attempt is reserved; null without a history. */
  reservationUri(attempt: number): string | null
  /** The highest attempt of the event that has started; 0 = none has. */
  lastStarted(): Promise<number>
  findReservation(attempt: number): Promise<Reservation | null>
  findStart(attempt: number): Promise<StartRecord | null>
  /** All starts of the model, whatever the event. */
  starts(): Promise<readonly StartRecord[]>
  /**
   * The reservation that holds: that of whoever was first. One of another template is replaced, where the caller
   * knows that nothing was started with it.
   */
  reserve(reservation: Reservation, mayReplace: boolean): Promise<Reservation>
  /** Keeps that an attempt has started. Whoever was first has said it for all. */
  complete(start: StartRecord): Promise<void>
  failure(): StoreFailure | null
  close(): Promise<void>
}

/** The records of a model and one drift event of it, in the model's history. */
export function openRecords(name: string, driftEvent: string, config: Config, world: World): EventRecords {
  const history = historyOf(name, config)
  if (history === null) return NO_RECORDS
  const folder = recordFolder(history, 'events', name)
  const store = faultTolerant(folder, config, world)
  const uriOf = (attempt: number, kind: 'reserved' | 'started') => `${folder}${driftEvent}-a${attempt}.${kind}.json`
  let listed: Promise<readonly string[]> | null = null
  const names = async () => {
    listed ??= store.ask((open) => open.list(folder)).then((answer) => answer?.value ?? [])
    return await listed
  }
  const find = async (uri: string): Promise<StoredDocument | null> => (await store.ask((open) => open.find(uri)))?.value ?? null
  const findStart = async (uri: string) => {
    const found = await find(uri)
    return found === null ? null : parseStart(found.text, uri)
  }
  return {
    areComplete: () => !store.hasFailed(),
    reservationUri: (attempt) => uriOf(attempt, 'reserved'),
    lastStarted: async () => Math.max(0, ...(await names()).map((uri) => attemptOf(uri, driftEvent))),
    async findReservation(attempt) {
      const uri = uriOf(attempt, 'reserved')
      const found = await find(uri)
      return found === null ? null : parseReservation(found.text, uri)
    },
    findStart: (attempt) => findStart(uriOf(attempt, 'started')),
    async starts() {
      const uris = (await names()).filter((uri) => uri.endsWith(STARTED))
      return (await pMap(uris, findStart, { concurrency: 8 })).filter((start) => start !== null)
    },
    reserve: (reservation, mayReplace) => reserveIn(store, uriOf(reservation.attempt, 'reserved'), reservation, mayReplace),
    async complete(start) {
      const uri = uriOf(start.attempt, 'started')
      await store.ask((open) => open.create(uri, documentText(start)), { uri, record: start })
    },
    failure: store.failure,
    close: store.close,
  }
}

const STARTED = '.started.json'

const NO_RECORDS: EventRecords = {
  areComplete: () => false,
  reservationUri: () => null,
  lastStarted: async () => 0,
  findReservation: async () => null,
  findStart: async () => null,
  starts: async () => [],
  reserve: async (reservation) => reservation,
  async complete() {},
  failure: () => null,
  async close() {},
}

/** The attempt whose start a document records; 0 = it is of another event, or no start. */
function attemptOf(uri: string, driftEvent: string): number {
  const [, event, attempt] = /([0-9a-f]{20})-a([1-9]\d{0,8})\.started\.json$/.exec(uri) ?? []
  return event === driftEvent ? Number(attempt) : 0
}
