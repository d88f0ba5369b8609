import pMap from 'p-map'
import type { DataSource, FetchedFile, FilePlan, Needs, SourceFile } from '../core/data-source.js'
import { knownError } from '../core/errors.js'
import type { Log } from '../core/ports.js'
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

export type Open = (uri: string) => Promise<DataSource>

/** Lists the parts and plans what of each file must come. Only footers are read. */
export async function planParts(parts: readonly Part[], open: Open, limits: PullLimits, log: Log): Promise<PlannedPart[]> {
  return await untilStable(log, async () => await planOnce(parts, open, limits))
}

/**
 * Plans the parts, then makes all their files readable here, several at a time. What a writer changes
 * meanwhile is listed and planned anew, never mixed. The first failure ends it.
 */
export async function pullParts(
  parts: readonly Part[],
  open: Open,
  limits: PullLimits,
  log: Log,
  onPlan: (planned: readonly PlannedPart[]) => void,
): Promise<Pulled[]> {
  return await untilStable(log, async () => {
    const planned = await planOnce(parts, open, limits)
    if (isChanged(planned)) return planned
    refuseTooMany(planned, limits)
    onPlan(planned)
    const plans = planned.flatMap((part) => part.plans)
    const results = await pMap(plans, async (plan) => (await open(plan.file.uri)).fetch(plan), limits)
    const at = results.indexOf('changed')
    if (at !== -1) return { changed: plans[at]?.file.uri ?? '' }
    const fetched = results.filter((result) => result !== 'changed')
    return planned.map(({ plans: { length }, ...resolved }) => ({ ...resolved, files: fetched.splice(0, length) }))
  })
}

export function bytesToFetch(planned: readonly PlannedPart[]): number {
  return planned.flatMap(({ plans }) => plans).reduce((total, plan) => total + plan.bytesToFetch, 0)
}

interface Changed {
  readonly changed: string
}

async function planOnce(parts: readonly Part[], open: Open, limits: PullLimits): Promise<PlannedPart[] | Changed> {
  const planned: PlannedPart[] = []
  for (const part of parts) {
    const resolved = await part.resolve(planned)
    const plan = async (file: SourceFile) => (await open(file.uri)).plan(file, part.needs(file))
    const results = await pMap(resolved.files, plan, limits)
    const at = results.indexOf('changed')
    if (at !== -1) return { changed: resolved.files[at]?.uri ?? '' }
    planned.push({ ...resolved, plans: results.filter((result) => result !== 'changed') })
  }
  return planned
}

async function untilStable<T extends object>(log: Log, work: () => Promise<T | Changed>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const result = await work()
    if (!isChanged(result)) return result
    if (attempt === ATTEMPTS) {
      throw knownError('data', `${result.changed} was overwritten or deleted after it was listed, ${ATTEMPTS} times`, {
        hint: 'run again when its writer has finished',
      })
    }
    log.info(`${result.changed} changed after it was listed; listing again`)
  }
}

function isChanged(result: object): result is Changed {
  return 'changed' in result
}

function refuseTooMany(planned: readonly PlannedPart[], { maxBytes }: PullLimits): void {
  const wanted = bytesToFetch(planned)
  if (maxBytes === null || wanted <= maxBytes) return
  throw knownError(
    'data',
    `the pull would fetch ${wanted} bytes, more than max_bytes, which is ${maxBytes}; nothing was fetched`,
    {
      hint: 'choose a shorter window or fewer columns, or raise dataset.max_bytes; ctrain pull --plan shows the plan',
    },
  )
}
