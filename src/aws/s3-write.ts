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

/** Writes a small object under a condition; `refused` = the condition does not hold, or another writer was at it. */
export async function putText(
  client: S3,
  { bucket, key }: S3Location,
  text: string,
  condition: WriteCondition,
  signal: AbortSignal,
): Promise<WrittenVersion | 'refused'> {
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
    // 404 = deleted meanwhile, 409 = a conditional write of somebody else was under way.
    if (isRefusal(error)) return 'refused'
    return await explained(attempt, () => Promise.reject(error))
  }
}

export async function deleteObject(client: S3, { bucket, key }: S3Location, signal: AbortSignal): Promise<void> {
  const attempt = { action: 's3:DeleteObject', resource: `s3://${bucket}/${key}`, signal, access: client.access }
  await explained(attempt, () =>
    client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }), { abortSignal: AbortSignal.any([signal]) }),
  )
}

function isRefusal(error: unknown): boolean {
  const status = statusOf(error)
  return status === 412 || status === 409 || (status === 404 && error instanceof Error && error.name === 'NoSuchKey')
}
