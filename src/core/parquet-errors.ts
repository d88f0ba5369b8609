import { type KnownError, knownError } from './errors.js'

interface RefusedFile {
  readonly uri: string
  readonly bytes: number
}

/** @param what the subject and verb of what is encrypted */
export function encryptedParquet({ uri }: Pick<RefusedFile, 'uri'>, what: string): KnownError {
  return knownError('data', `${uri} can't be read: ${what} encrypted`, {
    hint: 'ctrain has no keys for Parquet encryption; write the columns that it needs in the clear (encryption of the bucket is fine)',
  })
}

/** @param why what the file is instead, or what it lacks */
export function notParquet({ uri, bytes }: RefusedFile, why: string, cause?: unknown): KnownError {
  return knownError('data', `${uri} is not a Parquet file: ${why} (${bytes} bytes)`, {
    hint: 'leave it out of dataset.source (a glob such as *.parquet), or set dataset.format if all files are of another format',
    cause,
  })
}
