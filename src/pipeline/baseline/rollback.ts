import { type Config, findModel } from '../../config/load.js'
import type { BaselineChange } from '../../core/baseline-report.js'
import { knownError } from '../../core/errors.js'
import type { World } from '../../core/ports.js'
import { type ChangeOptions, change } from './change.js'
import { readFormer, withPlace } from './place.js'
import { currentOf, type Found, findRevision, formerRevisions, type RevisionName } from './revisions.js'
import { authorship } from './write.js'

/**
 * Stores a former production score again, as a new revision, so that a drift from it is a new event. `to` null = the
 * one before the current; of a document that was removed, the last one.
 */
export async function rollbackBaseline(
  name: string,
  config: Config,
  to: RevisionName | null,
  options: ChangeOptions,
  world: World,
): Promise<BaselineChange> {
  return await withPlace(name, findModel(config, name), config, world, async (place) => {
    const former = await readFormer(name, place, config)
    const current = former === null ? null : currentOf(former, place)
    const target = to === null ? (await formerRevisions(place, current, 1))[0] : await findRevision(to, place)
    if (target === undefined) {
      throw knownError('usage', `${place.source} has no former revision to go back to`, {
        hint: 'each baseline that is stored in its place makes one',
      })
    }
    refuseUnusable(target, current)
    const document = again(target, options, world)
    const reasons = 'text' in document ? [PLAIN] : []
    return await change({ action: 'rollback', name, former, document, reasons }, options, place, world)
  })
}

function refuseUnusable({ view }: Found, current: Found | null): void {
  if (view.problem !== null) {
    throw knownError('data', `revision ${view.revision} is no production score: ${view.problem}`, {
      hint: 'choose another one: ctrain baseline history lists them',
    })
  }
  if (view.revision !== current?.view.revision) return
  throw knownError('usage', `revision ${view.revision} is the current one`, { hint: 'choose a former one with --to' })
}

function again({ view, text }: Found, { note }: ChangeOptions, world: World) {
  const { document, revision } = view
  if (document === null) return { text }
  // Of a rollback to a rollback, the last one is enough.
  const why = note ?? (document.note ?? '').replace(/^(?:rollback to [0-9a-f]{12}(?:: |$))+/, '')
  const told = `rollback to ${revision}${why === '' ? '' : `: ${why}`}`
  return { ...document, ...authorship(told, world) }
}

const PLAIN =
  'this revision is no document of ctrain’s and was written as it is: where the store counts by content, a drift from it is the same event as before'
