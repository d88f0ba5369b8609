import type { Answer } from '../http-server.js'
import { accessDenied, expiredToken, noSuchBucket, otherRegion, s3Error } from './errors.js'
import { actionOf, type S3Operation, type S3Request } from './request.js'
import type { Bucket, StoredObject } from './store.js'

export interface Permissions {
  readonly buckets: ReadonlyMap<string, Bucket>
  /** IAM actions (`s3:GetObject`), and everything below a URI (`s3://lake/private/`). */
  readonly denied: ReadonlySet<string>
  /** Session tokens that are no longer accepted. */
  readonly expiredTokens: ReadonlySet<string>
  /** Objects, by URI, that are in Glacier and not restored. */
  readonly archived: ReadonlySet<string>
}

/** The bucket that a call may use, or the refusal, in the order in which S3 checks: credentials, bucket, region, owner, who pays, permission. */
export function admit(operation: S3Operation, request: S3Request, permissions: Permissions): Bucket | Answer {
  const { headers } = request
  const authorization = headers['authorization']
  const token = headers['x-amz-security-token']
  if (token !== undefined && permissions.expiredTokens.has(token)) return expiredToken(token)
  const bucket = permissions.buckets.get(request.bucket)
  if (authorization === undefined && bucket?.public !== true) return plainDenial()
  if (bucket === undefined) return noSuchBucket(request.bucket)
  const region = /Credential=[^/]+\/\d{8}\/([^/]+)\//.exec(authorization ?? '')?.[1]
  if (bucket.region !== null && region !== undefined && region !== bucket.region) {
    return otherRegion(bucket.name, bucket.region)
  }
  const owner = headers['x-amz-expected-bucket-owner']
  if (owner !== undefined && owner !== bucket.owner) return plainDenial()
  if (bucket.requesterPays && headers['x-amz-request-payer'] !== 'requester') return plainDenial()
  if (isDenied(operation, request, permissions.denied)) return accessDenied(actionOf(operation), arnOf(operation, request))
  return bucket
}

/** Why the content of an object that is there can't be read, or null. Its head can. */
export function sealed(object: StoredObject, bucket: Bucket, { archived }: Permissions): Answer | null {
  if (archived.has(`s3://${bucket.name}/${object.key}`)) {
    const message = "The operation is not valid for the object's storage class"
    return s3Error(403, 'InvalidObjectState', message, { elements: { StorageClass: 'GLACIER' } })
  }
  return bucket.kms === null ? null : KMS_REFUSALS[bucket.kms]()
}

/** Why nothing can be written, or null: an encrypted object needs a data key. */
export function unwritable({ kms }: Bucket): Answer | null {
  if (kms === null) return null
  return kms === 'denied' ? accessDenied('kms:GenerateDataKey', KMS_KEY) : KMS_REFUSALS[kms]()
}

export const KMS_KEY = 'arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab'

/** What is wrong with the key that a bucket's objects are encrypted with. */
export type KmsProblem = keyof typeof KMS_REFUSALS

const KMS_REFUSALS = {
  denied: () => accessDenied('kms:Decrypt', KMS_KEY),
  disabled: () => s3Error(400, 'KMS.DisabledException', `${KMS_KEY} is disabled.`),
  deleted: () => s3Error(400, 'KMS.KMSInvalidStateException', `${KMS_KEY} is pending deletion.`),
  absent: () => s3Error(400, 'KMS.NotFoundException', `Key '${KMS_KEY}' does not exist`),
} as const

function isDenied(operation: S3Operation, { bucket, key, query }: S3Request, denied: ReadonlySet<string>): boolean {
  const uri = `s3://${bucket}/${operation === 'ListObjectsV2' ? (query['prefix'] ?? '') : key}`
  return denied.has(actionOf(operation)) || [...denied].some((entry) => entry.startsWith('s3://') && uri.startsWith(entry))
}

function arnOf(operation: S3Operation, { bucket, key }: S3Request): string {
  return operation === 'ListObjectsV2' ? `arn:aws:s3:::${bucket}` : `arn:aws:s3:::${bucket}/${key}`
}

/** Where S3 says no without saying why. */
function plainDenial(): Answer {
  return s3Error(403, 'AccessDenied', 'Access Denied')
}
