import pMap from 'p-map'
import type { FetchedFile, FilePlan, SourceFile } from '../core/data-source.js'
import { planTotals } from '../core/plan-totals.js'
import { inPhase, type Progress } from '../core/progress.js'
import { sum } from '../core/sum.js'
import type { Open, Part, PlannedPart, PullLimits } from './pull.js'
import type { ResolvedFiles } from './resolve.js'

/** A file is no longer the version that was listed. */
export interface Changed {
  /** Its URI. */
  readonly changed: string
}

export function isChanged(result: object): result is Changed {
  return 'changed' in result
}

export interface ListedPart {
  readonly part: Part
  readonly found: ResolvedFiles
}

export async function listParts(parts: readonly Part[], progress: Progress): Promise<ListedPart[]> {
  const listAll = async () => {
    const listed: ListedPart[] = []
    for (const part of parts) listed.push({ part, found: await part.resolve(listed.map(({ found }) => found)) })
    return listed
  }
  return await inPhase(progress.begin('listing'), listAll, (listed) => {
    const files = listed.flatMap(({ found }) => found.files)
    return { did: 'listed', files: files.length, bytes: sum(files.map(({ bytes }) => bytes)) }
  })
}

export async function planFiles(
  listed: readonly ListedPart[],
  open: Open,
  limits: PullLimits,
  progress: Progress,
): Promise<PlannedPart[] | Changed> {
  const planAll = async () => {
    const planned: PlannedPart[] = []
    for (const { part, found } of listed) {
      const plan = async (file: SourceFile) => (await open(file.uri)).plan(file, part.needs(file))
      const results = await pMap(found.files, plan, limits)
      const at = results.indexOf('changed')
      if (at !== -1) return { changed: found.files[at]?.uri ?? '' }
      planned.push({ ...found, plans: results.filter((result) => result !== 'changed') })
    }
    return planned
  }
  return await inPhase(progress.begin('planning'), planAll, (planned) =>
    isChanged(planned) ? null : { did: 'planned', ...planTotals(plansOf(planned)) },
  )
}

/** In the order of the parts and their files. */
export async function fetchFiles(
  planned: readonly PlannedPart[],
  open: Open,
  limits: PullLimits,
  progress: Progress,
): Promise<FetchedFile[] | Changed> {
  const plans = plansOf(planned)
  const fetchAll = async (advance: (bytes: number) => void) => {
    const results = await pMap(plans, async (plan) => (await open(plan.file.uri)).fetch(plan, advance), limits)
    const at = results.indexOf('changed')
    return at === -1 ? results.filter((result) => result !== 'changed') : { changed: plans[at]?.file.uri ?? '' }
  }
  const { bytesToFetch: bytes } = planTotals(plans)
  return await inPhase(progress.begin('fetching', { unit: 'bytes', total: bytes }), fetchAll, (fetched) =>
    isChanged(fetched) ? null : { did: 'fetched', bytes },
  )
}

export function plansOf(planned: readonly PlannedPart[]): FilePlan[] {
  return planned.flatMap(({ plans }) => plans)
}
