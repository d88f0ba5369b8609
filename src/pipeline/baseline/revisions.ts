import { createHash } from 'node:crypto'
import type { BaselineRevision } from '../../core/baseline-report.js'
import type { StoredDocument } from '../../core/documents.js'
import { isKnownError, knownError } from '../../core/errors.js'
import { parseBaseline } from '../../stores/baseline-document.js'
import { parseJson, productionScore } from '../../stores/production-score.js'
import { readDocument } from '../../stores/read-document.js'
import { isOwnPointer } from '../production.js'
import { type Archived, archivedOf, folderOf } from './archive.js'
import type { BaselinePlace } from './place.js'

/** A revision with its text. */
export interface Found {
  readonly view: BaselineRevision
  readonly text: string
}

/** A former or the current revision: `current`, `previous`, or the first hex digits of one. */
export type RevisionName = string

/** Null = there is no document. */
export async function currentRevision(place: BaselinePlace): Promise<Found | null> {
  const stored = await place.store.find(place.uri)
  return stored === null ? null : currentOf(stored, place)
}

export function currentOf(stored: StoredDocument, place: BaselinePlace): Found {
  const view = { ...viewOf(stored.text, place.uri, place), isCurrent: true, storeRevision: stored.revision }
  return { view, text: stored.text }
}

/**
 * Revisions besides the current one, newest first, at most so many. Each is there once, though its writer archived it
 * as well as who replaced it, was killed before, or came too late; a text that is no document of ctrain's may truly come back.
 */
export async function formerRevisions(place: BaselinePlace, current: Found | null, limit: number): Promise<Found[]> {
  const archived = archivedOf(await place.store.list(folderOf(place.uri)))
  const kept: Found[] = []
  for (const [index, entry] of archived.entries()) {
    if (kept.length >= limit) break
    const isSame = (other: { readonly revision: string } | undefined) => other?.revision === entry.revision
    // The older one stands for both, without a look at this one.
    if (isSame(archived[index + 1])) continue
    if (isSame((kept.at(-1) ?? current)?.view)) continue
    const found = await readArchived(entry, place)
    const isElsewhere = isSame(current?.view) || archived.slice(index + 1).some(isSame)
    if (found.view.document === null || !isElsewhere) kept.push(found)
  }
  return kept
}

/** Rejects with a usage error where there is no such revision, or several. */
export async function findRevision(name: RevisionName, place: BaselinePlace): Promise<Found> {
  const current = await currentRevision(place)
  if (name === 'previous') {
    const [previous] = await formerRevisions(place, current, 1)
    if (previous !== undefined) return previous
    throw knownError('usage', `${place.source} has no former revision`, { hint: HINT })
  }
  if (current !== null && (name === 'current' || current.view.revision === name)) return current
  if (name === 'current') throw absent(place)
  const archived = archivedOf(await place.store.list(folderOf(place.uri)))
  const all = [...(current === null ? [] : [current.view]), ...archived]
  const meant = [...new Set(all.map(({ revision }) => revision).filter((revision) => revision.startsWith(name)))]
  if (meant.length > 1) throw knownError('usage', `${name} may be ${meant.join(' or ')}`, { hint: 'write more of its digits' })
  if (current !== null && meant[0] === current.view.revision) return current
  const entry = archived.find(({ revision }) => revision === meant[0])
  if (entry === undefined) throw knownError('usage', `${place.source} has no revision ${name}`, { hint: HINT })
  return await readArchived(entry, place)
}

/** Like {@link findRevision}; rejects also with why its score can't be read. */
export async function findReadable(name: RevisionName, place: BaselinePlace): Promise<BaselineRevision> {
  const { view, text } = await findRevision(name, place)
  return { ...view, ...readContent(text, view.uri, place.pointer) }
}

/** What a text is, stored or not. */
export function viewOf(text: string, uri: string, { pointer }: Pick<BaselinePlace, 'pointer'>): BaselineRevision {
  return {
    revision: revisionOf(text),
    isCurrent: false,
    uri,
    archivedAt: null,
    storeRevision: null,
    ...contentOf(text, uri, pointer),
  }
}

export function revisionOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12)
}

export function absent({ source }: BaselinePlace): Error {
  return knownError('data', `there is no document ${source}`, { hint: 'ctrain baseline record measures a score and stores it' })
}

const HINT = 'ctrain baseline history lists them'

async function readArchived({ uri, archivedAt }: Archived, place: BaselinePlace): Promise<Found> {
  const { text } = await readDocument(place.store, uri)
  return { text, view: { ...viewOf(text, uri, place), archivedAt } }
}

function contentOf(text: string, uri: string, pointer: string | null) {
  try {
    return { ...readContent(text, uri, pointer), problem: null }
  } catch (error) {
    if (!isKnownError(error)) throw error
    return { score: null, standardError: null, document: null, problem: error.message }
  }
}

function readContent(text: string, uri: string, pointer: string | null) {
  const document = isOwnPointer(pointer) ? parseBaseline(parseJson(text, uri), uri) : null
  const { score, standardError } = productionScore({ text, revision: '' }, uri, pointer)
  return { score, standardError, document }
}
