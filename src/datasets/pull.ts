import pMap from 'p-map'
import { knownError } from '../core/errors.js'
import type { DataSource, FetchedFile, Log, SourceFile } from '../core/ports.js'
import type { ResolvedFiles } from './resolve.js'

const CONCURRENCY = 16
const ATTEMPTS = 3

export interface Pulled extends Omit<ResolvedFiles, 'files'> {
  readonly files: readonly FetchedFile[]
  readonly bytes: number
  readonly bytesFetched: number
}

/**
 * Lists a dataset and makes every file of it readable here, several at a time. A dataset that a writer
 * changes meanwhile is listed anew, never mixed. The first failure ends it.
 */
export async function pullFiles(
  resolve: () => Promise<ResolvedFiles>,
  open: (uri: string) => Promise<DataSource>,
  log: Log,
): Promise<Pulled> {
  let bytesFetched = 0
  for (let attempt = 1; ; attempt++) {
    const resolved = await resolve()
    const results = await pMap(resolved.files, async (file) => (await open(file.uri)).fetch(file), { concurrency: CONCURRENCY })
    const files = results.filter((result) => result !== 'changed')
    bytesFetched += sum(files.map((file) => file.bytesFetched))
    const changed = resolved.files.find((_, index) => results[index] === 'changed')
    if (changed === undefined) return { ...resolved, files, bytes: sum(files.map((file) => file.bytes)), bytesFetched }
    if (attempt === ATTEMPTS) throw changedMeanwhile(changed)
    log.info(`${changed.uri} changed after it was listed; listing again`)
  }
}

function changedMeanwhile(file: SourceFile): Error {
  return knownError('data', `${file.uri} was overwritten or deleted after it was listed, ${ATTEMPTS} times`, {
    hint: 'run again when its writer has finished',
  })
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
