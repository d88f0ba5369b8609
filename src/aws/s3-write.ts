import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { explained, notAws } from './errors.js'
import { statusOf } from './failure.js'
import type { S3, S3Location } from './s3.js'

export interface WrittenVersion {
  readonly etag: string
  readonly versionId: string | undefined
}

/** Under which condition an object is written: it must not exist, or be of this ETag. */
export type WriteCondition = 'absent' | { readonly etag: string }

/**
 * Writes a small object under a condition; `refused` = it does not hold; `conflict` = another write was under way,
 * and whether the condition holds after it must be looked up. The text goes as it is, with its checksum: some
 * servers of the S3 API can't read the trailer of a stream.
 */
export async function putText(
  client: S3,
  { bucket, key }: S3Location,
  text: string,
  condition: WriteCondition,
  signal: AbortSignal,
): Promise<WrittenVersion | 'refused' | 'conflict'> {
  const attempt = { action: 's3:PutObject', resource: `s3://${bucket}/${key}`, signal, access: client.access }
  const only = condition === 'absent' ? { IfNoneMatch: '*' } : { IfMatch: condition.etag }
  const input = { Bucket: bucket, Key: key, Body: text, ContentType: 'application/json', ...only }
  try {
    const { ETag: etag, VersionId: versionId } = await client.send(new PutObjectCommand(input), {
      abortSignal: AbortSignal.any([signal]),
    })
    if (etag === undefined) throw notAws(`${attempt.action} on ${attempt.resource}`)
    return { etag, versionId }
  } catch (error) {
    const status = statusOf(error)
    if (status === 412 || (status === 404 && isNoSuchKey(error))) return 'refused'
    // The SDK does not repeat these.
    if (status === 409) return 'conflict'
    return await explained(attempt, () => Promise.reject(error))
  }
}

/** No error where there is none. */
export async function deleteObject(client: S3, { bucket, key }: S3Location, signal: AbortSignal): Promise<void> {
  const attempt = { action: 's3:DeleteObject', resource: `s3://${bucket}/${key}`, signal, access: client.access }
  const { $metadata } = await explained(attempt, () =>
    client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }), { abortSignal: AbortSignal.any([signal]) }),
  )
  // A page of a proxy comes with 200.
  if ($metadata.httpStatusCode !== 204) throw notAws(`${attempt.action} on ${attempt.resource}`)
}

/** Deleted meanwhile; a bucket that is missing is an error. */
function isNoSuchKey(error: unknown): boolean {
  return error instanceof Error && error.name === 'NoSuchKey'
}
