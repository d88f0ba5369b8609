import type { Answer } from '../http-server.js'
import { admit, type Permissions, sealed, unwritable } from './access.js'
import { accessDenied, noSuchKey, notImplemented, preconditionFailed, s3Error } from './errors.js'
import { listObjects } from './list.js'
import { matches, readObject, versionHeader } from './read-object.js'
import type { S3Operation, S3Request } from './request.js'
import { type Bucket, crc32Of, newVersionId, type StoredObject } from './store.js'
import { decodeUpload } from './upload.js'

export interface S3State extends Permissions {
  readonly pageSize: number
}

/** Carries the call out, if its caller may. */
export function operate(request: S3Request, body: Buffer, state: S3State): Answer {
  const { operation } = request
  if (operation === null) return notImplemented()
  const bucket = admit(operation, request, state)
  return 'status' in bucket ? bucket : OPERATIONS[operation]({ request, bucket, body, state })
}

interface Call {
  readonly request: S3Request
  readonly bucket: Bucket
  readonly body: Buffer
  readonly state: S3State
}

const OPERATIONS: Readonly<Record<S3Operation, (call: Call) => Answer>> = {
  ListObjectsV2: ({ request, bucket, state }) => listObjects(bucket, request.query, state.pageSize),
  GetObject: (call) => getObject(call, true),
  HeadObject: (call) => getObject(call, false),
  PutObject: putObject,
  DeleteObject: deleteObject,
}

function getObject({ request, bucket, state }: Call, withContent: boolean): Answer {
  const { key, query, headers } = request
  const versionId = query['versionId']
  const object = versionId === undefined ? bucket.get(key) : bucket.getVersion(key, versionId)
  if (object !== undefined) return (withContent ? sealed(object, bucket, state) : null) ?? readObject(object, headers)
  // Who may not list a bucket, or only with a condition on the prefix, must not learn which keys are absent.
  if (state.denied.has('s3:ListBucket') || bucket.listsByPrefix)
    return accessDenied('s3:ListBucket', `arn:aws:s3:::${bucket.name}`)
  return versionId === undefined ? noSuchKey(key) : noSuchVersion(key, versionId)
}

function putObject({ request, bucket, body }: Call): Answer {
  const { key, headers } = request
  if (Buffer.byteLength(key) > 1024) return s3Error(400, 'KeyTooLongError', 'Your key is too long')
  const refused = refusedWrite(key, headers, bucket.get(key))
  if (refused !== null && !bucket.ignoresConditions) return refused
  const locked = unwritable(bucket)
  if (locked !== null) return locked
  const upload = decodeUpload(body, headers)
  if ('refusal' in upload) return upload.refusal
  const object = bucket.put(key, upload.body, keptHeaders(headers))
  const answered = { etag: object.etag, 'x-amz-checksum-crc32': crc32Of(upload.body), 'x-amz-checksum-type': 'FULL_OBJECT' }
  return empty(200, { ...answered, ...versionHeader(object) })
}

function refusedWrite(key: string, headers: S3Request['headers'], current: StoredObject | undefined): Answer | null {
  const ifNoneMatch = headers['if-none-match']
  if (ifNoneMatch !== undefined && ifNoneMatch !== '*') return notImplemented()
  if (ifNoneMatch === '*' && current !== undefined) return preconditionFailed('If-None-Match')
  const ifMatch = headers['if-match']
  if (ifMatch === undefined) return null
  if (current === undefined) return noSuchKey(key)
  return matches(ifMatch, current.etag) ? null : preconditionFailed('If-Match')
}

function deleteObject({ request, bucket }: Call): Answer {
  bucket.delete(request.key)
  return empty(204, bucket.versioned ? { 'x-amz-delete-marker': 'true', 'x-amz-version-id': newVersionId() } : {})
}

function keptHeaders(headers: S3Request['headers']): StoredObject['headers'] {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name === 'content-type' || name.startsWith('x-amz-meta-')))
}

function noSuchVersion(key: string, versionId: string): Answer {
  return s3Error(404, 'NoSuchVersion', 'The specified version does not exist.', { elements: { Key: key, VersionId: versionId } })
}

function empty(status: number, headers: Answer['headers']): Answer {
  return { status, headers, body: Buffer.alloc(0) }
}
