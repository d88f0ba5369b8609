import type { DataSource, FetchedFile, SourceFile } from '../../src/core/data-source.js'

/** Fetches a file that nobody changes meanwhile. */
export async function fetchFile(source: DataSource, file: SourceFile): Promise<FetchedFile> {
  const plan = await source.plan(file, { columns: null, time: null })
  const fetched = plan === 'changed' ? plan : await source.fetch(plan)
  if (fetched === 'changed') throw new Error(`${file.uri} changed after it was listed`)
  return fetched
}
