import type { Authorship, BaselineDocument } from '../../core/baseline.js'
import type { BaselineRevision } from '../../core/baseline-report.js'
import type { StoredDocument } from '../../core/documents.js'
import { isKnownError, knownError } from '../../core/errors.js'
import { hostAlone } from '../../core/host.js'
import type { World } from '../../core/ports.js'
import { archiveUri } from './archive.js'
import type { BaselinePlace } from './place.js'
import { currentOf, currentRevision, revisionOf } from './revisions.js'

/**
 * Writes a production score in place of the one that was read, which goes into the archive first; the new one follows,
 * as whatever overwrites it may be another program. Rejects with a `data` error where another writer came first.
 */
export async function writeBaseline(
  text: string,
  former: StoredDocument | null,
  place: BaselinePlace,
  world: World,
): Promise<BaselineRevision> {
  const { store, uri } = place
  world.signal.throwIfAborted()
  const before = world.now()
  if (former !== null) await archive(former.text, place, before)
  const written = former === null ? await store.create(uri, text) : await store.replace(uri, text, former)
  if (typeof written === 'string') throw await changedMeanwhile(place)
  // Later than the former one in the order of names, too.
  await archiveStored(text, place, new Date(Math.max(world.now().getTime(), before.getTime() + 1)), world)
  return currentOf(written, place).view
}

/** Who stores a score, and when: now. */
export function authorship(note: string | null, world: World): Authorship {
  const { user, host } = world
  return { createdAt: world.now().toISOString(), createdBy: `${user}@${hostAlone(host)}`, note }
}

/** What fails here does not make it untrue that the score is stored. */
async function archiveStored(text: string, place: BaselinePlace, at: Date, world: World): Promise<void> {
  try {
    await archive(text, place, at)
  } catch (error) {
    if (!isKnownError(error)) throw error
    world.log.warn(`${place.source} is stored, but a copy of it is not in the archive yet: ${error.message}`)
  }
}

async function archive(text: string, { store, uri }: BaselinePlace, at: Date): Promise<void> {
  const name = archiveUri(uri, revisionOf(text), at)
  if ((await store.create(name, text)) !== 'exists') return
  throw knownError('data', `${name} has another content than its name says`, {
    hint: 'somebody has changed it; move it elsewhere, and run again',
  })
}

async function changedMeanwhile(place: BaselinePlace): Promise<Error> {
  const now = (await currentRevision(place))?.view ?? null
  // Not that nothing was written: the answer of the own write may have been lost, and its score replaced.
  const what = now === null ? 'was removed meanwhile' : `was changed meanwhile${byWhom(now.document)}`
  return knownError('data', `${place.source} ${what}: your score is not the production score`, {
    hint: 'see ctrain baseline history, and run again if your score is still the one to keep',
  })
}

function byWhom(document: BaselineDocument | null): string {
  return document === null ? '' : ` by ${document.createdBy} at ${document.createdAt}`
}
