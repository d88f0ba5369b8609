import type { FetchedFile } from '../../../core/data-source.js'
import { isKnownError, type KnownError, knownError } from '../../../core/errors.js'

/** A file, and where its text is. */
export interface Placed {
  readonly file: FetchedFile
  readonly path: string
}

/** What the engine has against a text file, with the file's URI and the line. */
export function explainText(error: unknown, files: readonly Placed[]): unknown {
  if (isKnownError(error) || !(error instanceof Error)) return error
  const { message } = error
  if (/^Out of Memory Error|No space left|max_temp_directory_size/i.test(message)) return noSpace(null, error)
  const broken = files.find(({ path }) => message.includes(path))
  if (broken === undefined || !/^(Invalid Input|Invalid|IO|Conversion|Out of Range|Serialization) Error/.test(message))
    return error
  const line = /byte order mark/.test(message)
    ? undefined
    : /(?:CSV Error on Line:| error in file .* in line) (\d+)/.exec(message)?.[1]
  const where = line === undefined ? broken.file.uri : `${broken.file.uri}, line ${line}`
  const [what, hint] = reasonOf(message)
  return knownError('data', `${where}: ${what.replaceAll(broken.path, broken.file.uri)}`, { hint, cause: error })
}

/** The disk is full, or memory is. `folder` = where; null = a temporary folder. */
export function noSpace(folder: string | null, cause: Error): KnownError {
  return knownError('filesystem', `no space left in ${folder ?? 'the temporary folder'} for the converted files`, {
    hint: 'free memory or disk space, or set TMPDIR to a folder on a larger disk',
    cause,
  })
}

function reasonOf(message: string): readonly [what: string, hint: string] {
  const counts = /Expected Number of Columns: (\d+) Found: (\d+)/.exec(message)
  if (counts !== null) {
    const [, expected, found] = counts
    return [`${found} ${found === '1' ? 'column' : 'columns'} instead of ${expected}`, REPAIR]
  }
  if (/Invalid unicode|not utf-8|UTF-8 encoding/i.test(message)) return ['is not UTF-8', 'write the file as UTF-8']
  if (/unterminated quote/.test(message)) {
    return [
      'a quoted field does not end, or text follows its closing quote',
      'quotes within a quoted field are doubled ("") in CSV; Spark writes them so with option("escape", "\\"")',
    ]
  }
  if (/Maximum line size|Parallel CSV Reader/.test(message)) return ['the line is longer than 16 MB', REPAIR]
  if (/byte order mark/.test(message)) return ['starts with a byte order mark, which JSON does not have', 'write it without one']
  if (/invalid state/.test(message)) {
    return [
      'its quotes or line ends are inconsistent',
      'write the file with one kind of line end, and quotes within fields doubled ("")',
    ]
  }
  return [firstSentence(message), REPAIR]
}

const REPAIR = 'repair the file, or exclude it from the source'

function firstSentence(message: string): string {
  const [line = message] = message.split('\n')
  return line
    .replace(/^[A-Z][A-Za-z ]* Error: /, '')
    .replace(/^(JSON transform error|Malformed JSON) in file ".*?", /, '')
    .replace(/^(at byte \d+ )?in line \d+: /, '')
}
