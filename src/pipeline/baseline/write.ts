import type { BaselineDocument } from '../../core/baseline.js'
import type { BaselineRevision } from '../../core/baseline-report.js'
import type { StoredDocument } from '../../core/documents.js'
import { knownError } from '../../core/errors.js'
import type { World } from '../../core/ports.js'
import { archiveUri } from './archive.js'
import type { BaselinePlace } from './place.js'
import { currentOf, currentRevision, revisionOf } from './revisions.js'

/**
 * Writes a production score in place of the one that was read, which goes into the archive first. Rejects with a
 * `data` error, and has written nothing but that, where another writer came first.
 */
export async function writeBaseline(
  text: string,
  former: StoredDocument | null,
  place: BaselinePlace,
  world: World,
): Promise<BaselineRevision> {
  const { store, uri } = place
  world.signal.throwIfAborted()
  if (former !== null) await archive(former.text, place, world)
  const written = former === null ? await store.create(uri, text) : await store.replace(uri, text, former)
  if (typeof written === 'string') throw await changedMeanwhile(place)
  return currentOf(written, place).view
}

/** The account and the host, without what tells processes apart. */
export function authorOf({ user, host }: Pick<World, 'user' | 'host'>): string {
  return `${user}@${host.split(' ')[0]}`
}

async function archive(text: string, { store, uri }: BaselinePlace, world: World): Promise<void> {
  const name = archiveUri(uri, revisionOf(text), world.now())
  if ((await store.create(name, text)) !== 'exists') return
  throw knownError('data', `${name} has another content than its name says`, {
    hint: 'somebody has changed it; move it elsewhere, and run again',
  })
}

async function changedMeanwhile(place: BaselinePlace): Promise<Error> {
  const now = (await currentRevision(place))?.view ?? null
  const what = now === null ? 'was removed meanwhile' : `was changed meanwhile${byWhom(now.document)}`
  return knownError('data', `${place.source} ${what}: nothing was written`, {
    hint: 'see ctrain baseline show, and run again if your score is still the one to keep',
  })
}

function byWhom(document: BaselineDocument | null): string {
  return document === null ? '' : ` by ${document.createdBy} at ${document.createdAt}`
}
