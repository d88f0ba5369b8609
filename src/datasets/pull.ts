import pMap from 'p-map'
import type { DataSource, FetchedFile, FilePlan, Needs, SourceFile } from '../core/data-source.js'
import { knownError } from '../core/errors.js'
import type { Log } from '../core/ports.js'
import type { ResolvedFiles } from './resolve.js'

const ATTEMPTS = 3

export interface Pulled extends Omit<ResolvedFiles, 'files'> {
  readonly files: readonly FetchedFile[]
  readonly bytes: number
  readonly bytesFetched: number
}

export interface PullLimits {
  readonly concurrency: number
  /** Most bytes that may be fetched; null = any number. */
  readonly maxBytes: number | null
}

/**
 * Lists a dataset, plans what of it must come, and makes every file of it readable here, several at a time.
 * A dataset that a writer changes meanwhile is listed anew, never mixed. The first failure ends it.
 */
export async function pullFiles(
  resolve: () => Promise<ResolvedFiles>,
  open: (uri: string) => Promise<DataSource>,
  needs: Needs,
  limits: PullLimits,
  log: Log,
): Promise<Pulled> {
  const { concurrency } = limits
  let bytesFetched = 0
  for (let attempt = 1; ; attempt++) {
    const resolved = await resolve()
    const planned = await pMap(resolved.files, async (file) => (await open(file.uri)).plan(file, needs), { concurrency })
    const plans = planned.filter((plan) => plan !== 'changed')
    bytesFetched += sum(plans.map((plan) => plan.bytesFetched))
    let changed = resolved.files.find((_, index) => planned[index] === 'changed')
    if (changed === undefined) {
      refuseTooMany(plans, limits)
      const results = await pMap(plans, async (plan) => (await open(plan.file.uri)).fetch(plan), { concurrency })
      const files = results.filter((result) => result !== 'changed')
      bytesFetched += sum(files.map((file) => file.bytesFetched))
      changed = resolved.files.find((_, index) => results[index] === 'changed')
      if (changed === undefined) return { ...resolved, files, bytes: sum(files.map((file) => file.bytes)), bytesFetched }
    }
    if (attempt === ATTEMPTS) throw changedMeanwhile(changed)
    log.info(`${changed.uri} changed after it was listed; listing again`)
  }
}

function refuseTooMany(plans: readonly FilePlan[], { maxBytes }: PullLimits): void {
  const wanted = sum(plans.map((plan) => plan.bytesToFetch))
  if (maxBytes === null || wanted <= maxBytes) return
  throw knownError('data', `the pull would fetch ${wanted} bytes, and max_bytes is ${maxBytes}`, {
    hint: 'choose a shorter window or fewer columns, or raise dataset.max_bytes; ctrain pull --plan shows the plan',
  })
}

function changedMeanwhile(file: SourceFile): Error {
  return knownError('data', `${file.uri} was overwritten or deleted after it was listed, ${ATTEMPTS} times`, {
    hint: 'run again when its writer has finished',
  })
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
