import type { DataSource, FetchedFile, FilePlan, Needs, SourceFile } from '../core/data-source.js'
import { knownError } from '../core/errors.js'
import { planTotals } from '../core/plan-totals.js'
import type { Log } from '../core/ports.js'
import type { Progress } from '../core/progress.js'
import { type Changed, fetchFiles, isChanged, listParts, planFiles, plansOf } from './pull-phases.js'
import type { ResolvedFiles } from './resolve.js'

const ATTEMPTS = 3

/** One of the sources of a dataset. */
export interface Part {
  /** Lists its files; the parts before it are known. */
  resolve(before: readonly ResolvedFiles[]): Promise<ResolvedFiles>
  /** What is read of a file. */
  needs(file: SourceFile): Needs
}

export interface PlannedPart extends ResolvedFiles {
  readonly plans: readonly FilePlan[]
}

export interface Pulled extends Omit<ResolvedFiles, 'files'> {
  readonly files: readonly FetchedFile[]
}

export interface PullLimits {
  /** Files at once. */
  readonly concurrency: number
  /** Most bytes that may be fetched; null = any number. */
  readonly maxBytes: number | null
}

/** Where people are told of what happens. */
export interface Telling {
  readonly log: Log
  readonly progress: Progress
}

export type Open = (uri: string) => Promise<DataSource>

/** Lists the parts and plans what of each file must come. Only footers are read. */
export async function planParts(parts: readonly Part[], open: Open, limits: PullLimits, tell: Telling): Promise<PlannedPart[]> {
  return await untilStable(tell, async () => await planOnce(parts, open, limits, tell))
}

/**
 * Plans the parts, then makes all their files readable here, several at a time. What a writer changes
 * meanwhile is listed and planned anew, never mixed. The first failure ends it.
 */
export async function pullParts(parts: readonly Part[], open: Open, limits: PullLimits, tell: Telling): Promise<Pulled[]> {
  return await untilStable(tell, async () => {
    const planned = await planOnce(parts, open, limits, tell)
    if (isChanged(planned)) return planned
    refuseTooMany(planned, limits)
    const fetched = await fetchFiles(planned, open, limits, tell.progress)
    if (isChanged(fetched)) return fetched
    return planned.map(({ plans: { length }, ...resolved }) => ({ ...resolved, files: fetched.splice(0, length) }))
  })
}

async function planOnce(
  parts: readonly Part[],
  open: Open,
  limits: PullLimits,
  { progress }: Telling,
): Promise<PlannedPart[] | Changed> {
  return await planFiles(await listParts(parts, progress), open, limits, progress)
}

async function untilStable<T extends Pick<ResolvedFiles, 'files'>>(
  { log }: Telling,
  work: () => Promise<T[] | Changed>,
): Promise<T[]> {
  const changed = new Set<string>()
  for (let attempt = 1; ; attempt++) {
    const result = await work()
    if (!isChanged(result)) {
      const left = new Set(result.flatMap(({ files }) => files.map(({ uri }) => uri)))
      for (const uri of changed) if (!left.has(uri)) log.warn(`${uri} was deleted meanwhile; the dataset is what is left`)
      return result
    }
    changed.add(result.changed)
    if (attempt === ATTEMPTS) {
      throw knownError('data', `${result.changed} was overwritten or deleted after it was listed, ${ATTEMPTS} times`, {
        hint: 'run again when its writer has finished; --verbose tells what S3 answered',
      })
    }
    log.info(`${result.changed} changed after it was listed; listing again`)
  }
}

function refuseTooMany(planned: readonly PlannedPart[], { maxBytes }: PullLimits): void {
  const { bytesToFetch: wanted } = planTotals(plansOf(planned))
  if (maxBytes === null || wanted <= maxBytes) return
  throw knownError(
    'data',
    `the pull would fetch ${wanted} bytes, more than max_bytes, which is ${maxBytes}; nothing was fetched`,
    {
      hint: 'choose a shorter window or fewer columns, or raise dataset.max_bytes; ctrain pull --plan shows the plan',
    },
  )
}
