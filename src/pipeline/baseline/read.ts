import { type Config, findModel } from '../../config/load.js'
import { diffConfig, diffRevisions } from '../../core/baseline-diff.js'
import type { BaselineDiff, BaselineRevision } from '../../core/baseline-report.js'
import type { World } from '../../core/ports.js'
import { loadCustomMetrics } from '../custom-metrics.js'
import { declaredDefinition } from '../definition.js'
import { missing } from '../production.js'
import { type BaselinePlace, withPlace } from './place.js'
import { currentRevision, findReadable, formerRevisions, type RevisionName } from './revisions.js'

/** A revision of a model's production score; a number of the config has only the current one. Rejects where its score can't be read. */
export async function readBaseline(
  name: string,
  config: Config,
  revision: RevisionName,
  world: World,
): Promise<BaselineRevision> {
  const model = findModel(config, name)
  if (model.production === undefined) throw missing(name, 'production', config)
  const { score, standard_error: standardError = null } = model.production
  if (typeof score === 'number' && revision === 'current') return literal(score, standardError, config)
  const view = await withPlace(name, model, config, world, (place) => findReadable(revision, place))
  return view.isCurrent ? { ...view, standardError: view.standardError ?? standardError } : view
}

export interface BaselineHistory {
  readonly model: string
  readonly source: string
  /** Newest first, the current one among them. */
  readonly revisions: readonly BaselineRevision[]
}

/** The newest revisions of a model's production score, so many. */
export async function readHistory(name: string, config: Config, last: number, world: World): Promise<BaselineHistory> {
  return await withPlace(name, findModel(config, name), config, world, async (place) => {
    const current = await currentRevision(place)
    const former = await formerRevisions(place, current, current === null ? last : last - 1)
    const revisions = [...(current === null ? [] : [current]), ...former].map(({ view }) => view)
    return { model: name, source: place.source, revisions }
  })
}

/** What differs between two revisions, or with `config` as the second between one and the config. Rejects where a score can't be read. */
export async function diffBaselines(
  name: string,
  config: Config,
  [from, to]: readonly [RevisionName, RevisionName | 'config'],
  world: World,
): Promise<BaselineDiff> {
  const { model, close } = await loadCustomMetrics(name, findModel(config, name), config, world)
  try {
    return await withPlace(name, model, config, world, async (place) => {
      const first = await findReadable(from, place)
      const told = { model: name, source: place.source, from: first }
      if (to !== 'config') return { ...told, ...(await diffTo(first, to, place)) }
      const declared = await declaredDefinition(name, model, config)
      return { ...told, to: null, ...diffConfig(first, declared) }
    })
  } finally {
    await close()
  }
}

async function diffTo(from: BaselineRevision, to: RevisionName, place: BaselinePlace) {
  const view = await findReadable(to, place)
  return { to: view, ...diffRevisions(from, view) }
}

function literal(score: number, standardError: number | null, config: Config): BaselineRevision {
  return {
    revision: `literal:${score}`,
    isCurrent: true,
    uri: config.file,
    archivedAt: null,
    storeRevision: `literal:${score}`,
    score,
    standardError,
    document: null,
    problem: null,
  }
}
