import { beforeEach, describe, expect, it } from 'vitest'
import { createS3, listObjects } from '../../src/aws/s3.js'
import { getBytes } from '../../src/aws/s3-read.js'
import type { AwsSettings } from '../../src/core/ports.js'
import { useAws } from '../support/aws-env.js'
import { type BucketOptions, type Fault, KMS_KEY, SLOW_DOWN } from '../support/s3-server.js'
import { createTestIo } from '../support/test-io.js'

const aws = useAws()
const OWNER = '111111111111'

interface Case {
  readonly bucket?: BucketOptions
  readonly access?: Partial<AwsSettings>
  readonly fault?: Fault
  readonly operation?: 'list' | 'get'
}

/** What a call on `s3://lake/dt=1/k` is refused with; the request id of its last answer is written `ID`. */
async function refusal({ bucket = {}, access = {}, fault, operation = 'get' }: Case) {
  const { s3 } = aws()
  s3.addBucket('lake', bucket)
  const { etag } = s3.put('lake', 'dt=1/k', 'content')
  s3.onRequest = () => fault
  const io = createTestIo([])
  const client = await createS3({ region: undefined, ...access }, io)
  const object = { bucket: 'lake', key: 'dt=1/k', bytes: 7, etag }
  const call = operation === 'get' ? getBytes(client, object, 'all', io.signal) : listObjects(client, object, io.signal)
  const error: unknown = await call.then(
    () => null,
    (caught: unknown) => caught,
  )
  client.destroy()
  if (!(error instanceof Error && 'hint' in error && 'kind' in error)) throw new Error(`not refused: ${error}`)
  const id = s3.requests.at(-1)?.requestId ?? 'none'
  return { kind: error.kind, message: error.message.replace(id, 'ID'), hint: error.hint }
}

type Details = Pick<Extract<Fault, { kind: 'status' }>, 'message' | 'headers' | 'elements'>

const answer = (status: number, code: string, details: Details = {}): Fault => ({ kind: 'status', status, code, ...details })

beforeEach(() => {
  aws().s3.onRequest = undefined
  aws().s3.archived.clear()
  aws().s3.denied.clear()
})

const GET = 's3:GetObject on s3://lake/dt=1/k'
const LIST = 's3:ListBucket on s3://lake/dt=1/k'

describe('a refusal says what was asked, what S3 answered, and what to check', () => {
  it.each<[string, Case, string, string, RegExp]>([
    [
      'a key that may not be used',
      { bucket: { kms: 'denied' } },
      'permission',
      `access denied: ${GET}: AccessDenied: User: arn:aws:iam::123456789012:user/dev is not authorized to perform: kms:Decrypt on resource: "${KMS_KEY}" because no identity-based policy allows the kms:Decrypt action (HTTP 403, request ID)`,
      new RegExp(`allow kms:Decrypt on ${KMS_KEY} in the policies of the role and of the key`),
    ],
    [
      'a key that is disabled',
      { bucket: { kms: 'disabled' } },
      'aws',
      `the object can't be decrypted (SSE-KMS): ${GET}: KMS.DisabledException: ${KMS_KEY} is disabled. (HTTP 400, request ID)`,
      /enable the KMS key/,
    ],
    [
      'a key that is pending deletion',
      { bucket: { kms: 'deleted' } },
      'aws',
      `the object can't be decrypted (SSE-KMS): ${GET}: KMS.KMSInvalidStateException: ${KMS_KEY} is pending deletion. (HTTP 400, request ID)`,
      /cancel its deletion/,
    ],
    [
      'a key that does not exist',
      { bucket: { kms: 'absent' } },
      'aws',
      `the object can't be decrypted (SSE-KMS): ${GET}: KMS.NotFoundException: Key '${KMS_KEY}' does not exist (HTTP 400, request ID)`,
      /the KMS key does not exist: check its account and region/,
    ],
    [
      'a bucket whose callers pay',
      { bucket: { requesterPays: true } },
      'permission',
      `access denied: ${GET}: AccessDenied: Access Denied (HTTP 403, request ID)`,
      /^the callers of the bucket pay: set requester_pays: true; or allow s3:GetObject/,
    ],
    [
      'a bucket of another account',
      { access: { expectedBucketOwner: OWNER, requesterPays: true } },
      'permission',
      `access denied: ${GET}: AccessDenied: Access Denied (HTTP 403, request ID)`,
      /^the bucket does not belong to account 111111111111: check expected_bucket_owner, and the bucket's name; or allow/,
    ],
    [
      'a bucket that is not public',
      { access: { anonymous: true } },
      'permission',
      `access denied: ${GET}: AccessDenied: Access Denied (HTTP 403, request ID)`,
      /^the bucket is not public: leave out anonymous: true, and give credentials/,
    ],
    [
      'a throttled prefix',
      { fault: SLOW_DOWN },
      'aws',
      `AWS asks for fewer requests: ${GET}: SlowDown: Please reduce your request rate. (HTTP 503 after 5 attempts, request ID, x-amz-id-2 `,
      /lower --concurrency/,
    ],
    [
      'a wrong clock',
      {
        fault: answer(403, 'RequestTimeTooSkewed', {
          message: 'The difference between the request time and the current time is too large.',
        }),
      },
      'aws',
      `the clock of this machine is wrong: ${GET}: RequestTimeTooSkewed: The difference`,
      /set the clock/,
    ],
    [
      'an unknown access key',
      {
        fault: answer(403, 'InvalidAccessKeyId', {
          message: 'The AWS Access Key Id you provided does not exist in our records.',
        }),
      },
      'permission',
      `AWS does not accept the credentials: ${GET}: InvalidAccessKeyId: The AWS Access Key Id you provided does not exist`,
      /check access key, secret and session token/,
    ],
    [
      'a region that can’t be followed',
      {
        fault: answer(301, 'PermanentRedirect', {
          message: 'Use the endpoint.',
          headers: { 'x-amz-bucket-region': 'eu-central-1' },
        }),
      },
      'config',
      `the bucket is in region eu-central-1: ${GET}: PermanentRedirect: Use the endpoint. (HTTP 301, request ID)`,
      /set AWS_REGION or defaults.region to eu-central-1/,
    ],
    [
      'a region that only the message names',
      {
        fault: answer(400, 'AuthorizationHeaderMalformed', { message: 'the region is wrong', elements: { Region: 'sa-east-1' } }),
      },
      'config',
      `the bucket is in region sa-east-1: ${GET}: AuthorizationHeaderMalformed: the region is wrong (HTTP 400, request ID)`,
      /to sa-east-1/,
    ],
    [
      'an object that is gone',
      { fault: answer(404, 'NoSuchKey') },
      'data',
      'there is no such object: s3://lake/dt=1/k (s3:GetObject, HTTP 404, request ID)',
      /check the name/,
    ],
    [
      'a bucket that is not there',
      { fault: answer(404, 'NoSuchBucket'), operation: 'list' },
      'data',
      'there is no such bucket: s3://lake/dt=1/k (s3:ListBucket, HTTP 404, request ID)',
      /check the name/,
    ],
    [
      'a failure of S3',
      { fault: answer(500, 'InternalError', { message: 'We encountered an internal error.' }) },
      'aws',
      `${GET} failed: InternalError: We encountered an internal error. (HTTP 500 after 5 attempts, request ID, x-amz-id-2 `,
      /look the request id up/,
    ],
    [
      'a page of a proxy',
      { fault: { kind: 'page', status: 407, render: () => '<html><body>Proxy says no</body></html>' } },
      'network',
      `${GET}: the answer is not one of AWS (HTTP 407)`,
      /check the endpoint, and the proxies/,
    ],
    [
      'a page that is no XML',
      { fault: { kind: 'page', status: 404, render: () => 'not here' } },
      'network',
      `${GET}: the answer is not one of AWS: @aws-sdk XML parse error: unexpected content. (HTTP 404)`,
      /check the endpoint, and the proxies/,
    ],
  ])('%s', async (_, given, kind, message, hint) => {
    const found = await refusal(given)
    expect(found.message.startsWith(message) ? message : found.message).toBe(message)
    expect(found.kind).toBe(kind)
    expect(found.hint).toMatch(hint)
  })

  it('an archived object', async () => {
    aws().s3.archived.add('s3://lake/dt=1/k')
    const { kind, message, hint } = await refusal({})
    expect(kind).toBe('data')
    expect(message).toMatch(`the object is archived: ${GET}: InvalidObjectState: The operation is not valid`)
    expect(hint).toContain('restore it first')
  })

  it('a listing that is denied names the bucket that the policy must name', async () => {
    aws().s3.denied.add('s3:ListBucket')
    const { message, hint } = await refusal({ operation: 'list' })
    expect(message).toMatch(`access denied: ${LIST}: AccessDenied: User: arn:aws:iam::123456789012:user/dev is not authorized`)
    expect(hint).toBe('allow s3:ListBucket on arn:aws:s3:::lake in the policy of the role')
  })
})
