import type { DataSource, FetchedFile, SourceFile } from '../../src/core/ports.js'

/** Fetches a file that nobody changes meanwhile. */
export async function fetchFile(source: DataSource, file: SourceFile): Promise<FetchedFile> {
  const fetched = await source.fetch(file)
  if (fetched === 'changed') throw new Error(`${file.uri} changed after it was listed`)
  return fetched
}
