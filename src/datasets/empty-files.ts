import type { SourceFile } from '../core/data-source.js'
import { knownError } from '../core/errors.js'
import type { Log } from '../core/ports.js'

/** The files that are not of 0 bytes: writers leave such files behind, and query engines pass over them. Refuses a dataset of nothing else. */
export function withoutEmptyFiles<File extends SourceFile>(
  files: readonly File[],
  sources: readonly string[],
  log: Log,
): readonly File[] {
  const kept = files.filter(({ bytes }) => bytes > 0)
  const [first] = files.filter(({ bytes }) => bytes === 0)
  const count = files.length - kept.length
  if (first === undefined) return files
  if (kept.length === 0) {
    throw knownError('data', `${count === 1 ? `${first.uri} has` : `all ${count} files of ${sources.join(', ')} have`} 0 bytes`, {
      hint: 'the job that writes the dataset has failed or not finished; run it again, or choose other days',
    })
  }
  log.warn(
    count === 1 ? `${first.uri} has 0 bytes and is left out` : `${count} files have 0 bytes and are left out, e.g. ${first.uri}`,
  )
  return kept
}
