import pMap from 'p-map'
import type { DataSource, FetchedFile } from '../core/ports.js'
import type { ResolvedFiles } from './resolve.js'

const CONCURRENCY = 16

export interface Pulled extends Omit<ResolvedFiles, 'files'> {
  readonly files: readonly FetchedFile[]
  readonly bytes: number
  readonly bytesFetched: number
}

/** Makes every file of a dataset readable here, several at a time. The first failure ends it. */
export async function pullFiles(resolved: ResolvedFiles, open: (uri: string) => Promise<DataSource>): Promise<Pulled> {
  const files = await pMap(resolved.files, async (file) => (await open(file.uri)).fetch(file), { concurrency: CONCURRENCY })
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
  return {
    ...resolved,
    files,
    bytes: sum(files.map((file) => file.bytes)),
    bytesFetched: sum(files.map((file) => file.bytesFetched)),
  }
}
