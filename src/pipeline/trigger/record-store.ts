import type { Config } from '../../config/load.js'
import type { DocumentStore } from '../../core/documents.js'
import { isKnownError, type KnownError, knownError } from '../../core/errors.js'
import type { World } from '../../core/ports.js'
import { recordText } from '../../core/record-text.js'
import { secretsOf } from '../../core/redact.js'
import { openStore } from '../../stores/index.js'
import { awsSettings } from '../aws-settings.js'
import type { LostRecord } from '../outcome.js'
import type { Reservation, StartRecord } from './record-schema.js'

/** A record that a store did not take. */
export interface Unsaved {
  readonly uri: string
  readonly record: Reservation | StartRecord
}

export interface StoreFailure {
  readonly problem: KnownError
  readonly lost: readonly LostRecord[]
}

/** A folder of a store that may fail without stopping anybody: after its first failure it is not asked again. */
export interface FaultTolerantStore {
  /** What the work gives; null = the store is not there. `unsaved` is lost unless somebody prints it. */
  ask<T>(work: (store: DocumentStore) => Promise<T>, unsaved?: Unsaved): Promise<{ readonly value: T } | null>
  hasFailed(): boolean
  /** Why it failed, and which records it does not have; null = it did not. */
  failure(): StoreFailure | null
  close(): Promise<void>
}

/** Opens the store of a folder when it is first asked. */
export function faultTolerant(folder: string, config: Config, world: World): FaultTolerantStore {
  let opened: Promise<DocumentStore> | null = null
  let failure: KnownError | null = null
  const lost: Unsaved[] = []
  return {
    async ask(work, unsaved) {
      try {
        if (failure === null) {
          opened ??= openStore(folder, awsSettings(config), world)
          return { value: await work(await opened) }
        }
      } catch (error) {
        // Once a training has started, an interruption takes nothing away from that.
        const hasStarted = unsaved?.record.kind === 'start'
        if (!isKnownError(error) || (error.kind === 'interrupted' && !hasStarted)) throw error
        failure ??= error
      }
      if (unsaved !== undefined) lost.push(unsaved)
      return null
    },
    hasFailed: () => failure !== null,
    failure: () => (failure === null ? null : toldOf(failure, folder, lost, world)),
    async close() {
      if (opened !== null) await (await opened).close()
    },
  }
}

/** Whatever the store says, this is a failure of the world: the decision has been carried out. */
function toldOf(failure: KnownError, folder: string, unsaved: readonly Unsaved[], world: World): StoreFailure {
  const kind = WORLDLY.find((each) => each === failure.kind) ?? 'filesystem'
  const did = unsaved.length === 0 ? 'read' : 'written'
  const keep = unsaved.length === 0 ? '' : '; what is not recorded is on stderr, one line of JSON each'
  const problem = knownError(
    kind,
    `the decision was carried out, but the records of starts can't be ${did}: ${failure.message}`,
    {
      hint: `${failure.hint ?? `check ${folder}`}${keep}`,
      cause: failure,
    },
  )
  const secrets = secretsOf(world.env)
  return { problem, lost: unsaved.map(({ uri, record }) => ({ uri, line: recordText(record, secrets), problem })) }
}

const WORLDLY = ['permission', 'network', 'aws', 'filesystem'] as const
