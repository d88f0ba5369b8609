import { Readable } from 'node:stream'
import { GetObjectCommand, type GetObjectCommandOutput } from '@aws-sdk/client-s3'
import type { ByteRange } from '../core/data-source.js'
import { isKnownError, knownError } from '../core/errors.js'
import { utf8Text } from '../core/utf8.js'
import { explained, notAws } from './errors.js'
import { statusOf } from './failure.js'
import { retryBody } from './retry-body.js'
import type { S3, S3Location } from './s3.js'

/** An object as a listing told of it. */
export interface ListedVersion extends S3Location {
  /** Of the whole object. */
  readonly bytes: number
  readonly etag: string
}

export interface RangeAnswer {
  /** The bytes of the range, in order. May break off: count them. */
  readonly body: Readable
  /** Where the body's bytes lie in the object. */
  readonly range: ByteRange
}

/** All bytes, some, or the last so many; a suffix longer than the object is all of it. */
export type WantedBytes = 'all' | ByteRange | { readonly last: number }

/**
 * Asks once for bytes of one version of an object, and checks that the answer announces exactly these.
 * An answer of another version is an error that `isChanged` knows. Of `all` the body fails at its end
 * where it differs from the checksum of S3; of ranges S3 has none.
 */
export async function getBytes(
  client: S3,
  object: ListedVersion,
  wanted: WantedBytes,
  signal: AbortSignal,
): Promise<RangeAnswer> {
  const what = `s3:GetObject on s3://${object.bucket}/${object.key}`
  const answer = await getObject(client, object, signal, wanted === 'all' ? undefined : rangeHeader(wanted))
  const { Body: body } = answer
  if (!(body instanceof Readable)) throw notAws(what)
  const range = rangeOf(wanted, object.bytes)
  const problem = problemOf(answer, object, range)
  if (problem === null) return { body, range }
  // Else its bytes would still come, and hold the connection.
  body.destroy()
  throw problem
}

/** Whether a failed read means that the version that was listed is gone: overwritten (412), shorter (416) or deleted (404). */
export function isChanged(error: unknown): boolean {
  if (!isKnownError(error)) return false
  return error.cause === CHANGED || [404, 412, 416].includes(statusOf(error.cause) ?? 0)
}

/** The text of a small object, with its ETag and version. A body that breaks off is fetched again. */
export async function readText(client: S3, object: S3Location, signal: AbortSignal) {
  const what = `s3:GetObject on s3://${object.bucket}/${object.key}`
  const { bytes, ...version } = await retryBody(what, signal, async () => {
    const { Body, ETag, VersionId } = await getObject(client, object, signal)
    if (Body === undefined || ETag === undefined) throw notAws(what)
    return { bytes: await Body.transformToByteArray(), etag: ETag, versionId: VersionId }
  })
  return { text: utf8Text(bytes, `s3://${object.bucket}/${object.key}`), ...version }
}

/** One object. With an ETag, it is this version or an error. */
export async function getObject(
  client: S3,
  { bucket, key, etag }: S3Location & { readonly etag?: string },
  signal: AbortSignal,
  range?: string,
): Promise<GetObjectCommandOutput> {
  const attempt = { action: 's3:GetObject', resource: `s3://${bucket}/${key}`, signal, access: client.access }
  const conditions = { ...(etag !== undefined && { IfMatch: etag }), ...(range !== undefined && { Range: range }) }
  const answer = await explained(attempt, () =>
    client.send(new GetObjectCommand({ Bucket: bucket, Key: key, ...conditions }), {
      // A signal of its own for each call: the SDK leaves its listeners behind.
      abortSignal: AbortSignal.any([signal]),
    }),
  )
  const { Body: body, $metadata } = answer
  // Where a body breaks off, the message names its request.
  if (body instanceof Readable) body.once('error', (error) => Object.assign(error, { $metadata }))
  return answer
}

/** The cause of the error of an answer of another version. */
const CHANGED = new Error('another version answered')

function rangeHeader(wanted: ByteRange | { readonly last: number }): string {
  return 'last' in wanted ? `bytes=-${wanted.last}` : `bytes=${wanted.start}-${wanted.end - 1}`
}

function rangeOf(wanted: WantedBytes, bytes: number): ByteRange {
  if (wanted === 'all') return { start: 0, end: bytes }
  return 'last' in wanted ? { start: Math.max(0, bytes - wanted.last), end: bytes } : wanted
}

/** Why an answer is not what was asked; other bytes than asked are worth another try, another version is not. */
function problemOf(answer: GetObjectCommandOutput, object: ListedVersion, { start, end }: ByteRange): Error | null {
  const uri = `s3://${object.bucket}/${object.key}`
  const { ETag, ContentRange, ContentLength, $metadata } = answer
  if (ETag === undefined) return notAws(`s3:GetObject on ${uri}`)
  if (opaque(ETag) !== opaque(object.etag)) {
    return knownError('data', `${uri} is another version than the one that was listed`, { cause: CHANGED })
  }
  const isWhole = start === 0 && end === object.bytes
  const announced = `bytes ${start}-${end - 1}/${object.bytes}`
  if ($metadata.httpStatusCode === 206 ? ContentRange !== announced : !isWhole) {
    return failed(`asked for ${announced}, the answer has ${ContentRange ?? 'the whole object'}`, answer)
  }
  if (ContentLength === undefined || ContentLength === end - start) return null
  return failed(`the answer announces ${ContentLength} of ${end - start} bytes`, answer)
}

function failed(message: string, { $metadata }: GetObjectCommandOutput): Error {
  return Object.assign(new Error(message), { $metadata })
}

/** Not every server of the S3 API puts the quotes that belong to an ETag everywhere. */
function opaque(etag: string): string {
  return etag.replace(/^W\//, '').replaceAll('"', '')
}
