import type { Answer } from '../http-server.js'
import { accessDenied, noSuchBucket, noSuchKey, notImplemented, preconditionFailed, s3Error } from './errors.js'
import { listObjects } from './list.js'
import { matches, readObject, versionHeader } from './read-object.js'
import { actionOf, type S3Operation, type S3Request } from './request.js'
import { type Bucket, newVersionId, type StoredObject } from './store.js'
import { decodeUpload } from './upload.js'

export interface S3State {
  readonly buckets: ReadonlyMap<string, Bucket>
  /** IAM actions (`s3:GetObject`), and everything below a URI (`s3://lake/private/`). */
  readonly denied: ReadonlySet<string>
  readonly pageSize: number
}

/** Carries the call out, in the order in which S3 checks: credentials, bucket, permission, object. */
export function operate(request: S3Request, body: Buffer, state: S3State): Answer {
  const { operation } = request
  if (request.headers['authorization'] === undefined) return s3Error(403, 'AccessDenied', 'Access Denied')
  if (operation === null) return notImplemented()
  const bucket = state.buckets.get(request.bucket)
  if (bucket === undefined) return noSuchBucket(request.bucket)
  if (isDenied(operation, request, state.denied)) return accessDenied(actionOf(operation), arnOf(operation, request))
  return OPERATIONS[operation]({ request, bucket, body, state })
}

interface Call {
  readonly request: S3Request
  readonly bucket: Bucket
  readonly body: Buffer
  readonly state: S3State
}

const OPERATIONS: Readonly<Record<S3Operation, (call: Call) => Answer>> = {
  ListObjectsV2: ({ request, bucket, state }) => listObjects(bucket, request.query, state.pageSize),
  GetObject: getObject,
  HeadObject: getObject,
  PutObject: putObject,
  DeleteObject: deleteObject,
}

function getObject({ request, bucket, state }: Call): Answer {
  const { key, query, headers } = request
  const versionId = query['versionId']
  const object = versionId === undefined ? bucket.get(key) : bucket.getVersion(key, versionId)
  if (object !== undefined) return readObject(object, headers)
  // Who may not list a bucket must not learn which keys are absent.
  if (state.denied.has('s3:ListBucket')) return accessDenied('s3:ListBucket', `arn:aws:s3:::${bucket.name}`)
  return versionId === undefined ? noSuchKey(key) : noSuchVersion(key, versionId)
}

function putObject({ request, bucket, body }: Call): Answer {
  const { key, headers } = request
  if (Buffer.byteLength(key) > 1024) return s3Error(400, 'KeyTooLongError', 'Your key is too long')
  const refused = refusedWrite(key, headers, bucket.get(key))
  if (refused !== null) return refused
  const upload = decodeUpload(body, headers)
  if ('refusal' in upload) return upload.refusal
  const object = bucket.put(key, upload.body, keptHeaders(headers))
  const answered = { etag: object.etag, 'x-amz-checksum-crc32': object.crc32, 'x-amz-checksum-type': 'FULL_OBJECT' }
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

function isDenied(operation: S3Operation, { bucket, key, query }: S3Request, denied: ReadonlySet<string>): boolean {
  const uri = `s3://${bucket}/${operation === 'ListObjectsV2' ? (query['prefix'] ?? '') : key}`
  return denied.has(actionOf(operation)) || [...denied].some((entry) => entry.startsWith('s3://') && uri.startsWith(entry))
}

function arnOf(operation: S3Operation, { bucket, key }: S3Request): string {
  return operation === 'ListObjectsV2' ? `arn:aws:s3:::${bucket}` : `arn:aws:s3:::${bucket}/${key}`
}

function noSuchVersion(key: string, versionId: string): Answer {
  return s3Error(404, 'NoSuchVersion', 'The specified version does not exist.', { elements: { Key: key, VersionId: versionId } })
}

function empty(status: number, headers: Answer['headers']): Answer {
  return { status, headers, body: Buffer.alloc(0) }
}
