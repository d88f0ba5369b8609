import { createHash } from 'node:crypto'
import {
  GetObjectCommand,
  type GetObjectCommandInput,
  HeadObjectCommand,
  ListObjectsV2Command,
  type S3ClientConfig,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { s3Client } from './aws-clients.js'
import { type BucketOptions, KMS_KEY, type S3Server, startS3 } from './s3-server.js'

let s3: S3Server

beforeAll(async () => {
  s3 = await startS3()
})

beforeEach(() => {
  s3.onRequest = undefined
  s3.latency = 0
  s3.archived.clear()
})

afterAll(async () => await s3.close())

async function read(
  options: BucketOptions,
  input: Partial<GetObjectCommandInput> = {},
  config: S3ClientConfig = {},
): Promise<string | undefined> {
  s3.addBucket('b', options)
  s3.put('b', 'k', 'content')
  const client = s3Client(s3.url, config)
  const { Body } = await client.send(new GetObjectCommand({ Bucket: 'b', Key: 'k', ...input })).finally(() => client.destroy())
  return await Body?.transformToString()
}

const UNSIGNED: S3ClientConfig = { signer: { sign: async (request) => request } }
const DENIED = { name: 'AccessDenied', message: 'Access Denied', $metadata: { httpStatusCode: 403 } }

describe('a bucket', () => {
  it('of another account than expected is denied', async () => {
    await expect(read({ owner: '111111111111' }, { ExpectedBucketOwner: '222222222222' })).rejects.toMatchObject(DENIED)
    expect(await read({ owner: '111111111111' }, { ExpectedBucketOwner: '111111111111' })).toBe('content')
    expect(await read({ owner: '111111111111' })).toBe('content')
  })

  it('whose callers pay is denied to those who do not say so', async () => {
    await expect(read({ requesterPays: true })).rejects.toMatchObject(DENIED)
    expect(await read({ requesterPays: true }, { RequestPayer: 'requester' })).toBe('content')
  })

  it('takes unsigned calls only when it is public', async () => {
    await expect(read({}, {}, UNSIGNED)).rejects.toMatchObject(DENIED)
    expect(await read({ public: true }, {}, UNSIGNED)).toBe('content')
  })

  it('of another region redirects, and says which', async () => {
    await expect(read({ region: 'us-west-2' })).rejects.toMatchObject({
      name: 'PermanentRedirect',
      $metadata: { httpStatusCode: 301 },
      $response: { headers: { 'x-amz-bucket-region': 'us-west-2' } },
    })
    expect(await read({ region: 'us-west-2' }, {}, { followRegionRedirects: true })).toBe('content')
  })

  it('of another region redirects a HEAD too, without a body', async () => {
    s3.addBucket('b', { region: 'us-west-2' })
    const client = s3Client(s3.url)
    const call = client.send(new HeadObjectCommand({ Bucket: 'b', Key: 'k' })).finally(() => client.destroy())
    await expect(call).rejects.toMatchObject({ $metadata: { httpStatusCode: 301 } })
    expect(s3.requests.at(-1)?.bytesSent).toBe(0)
  })

  it.each([
    ['denied', 403, 'AccessDenied', 'kms:Decrypt'],
    ['disabled', 400, 'KMS.DisabledException', 'is disabled'],
    ['deleted', 400, 'KMS.KMSInvalidStateException', 'is pending deletion'],
    ['absent', 400, 'KMS.NotFoundException', 'does not exist'],
  ] as const)('whose key is %s gives no content', async (kms, httpStatusCode, name, message) => {
    const error: unknown = await read({ kms }).catch((caught: unknown) => caught)
    expect(error).toMatchObject({ name, message: expect.stringContaining(message), $metadata: { httpStatusCode } })
    expect(error).toMatchObject({ message: expect.stringContaining(KMS_KEY) })
  })
})

it('an archived object has a head but no content', async () => {
  s3.archived.add('s3://b/k')
  await expect(read({})).rejects.toMatchObject({ name: 'InvalidObjectState', $metadata: { httpStatusCode: 403 } })
  const client = s3Client(s3.url)
  const head = await client.send(new HeadObjectCommand({ Bucket: 'b', Key: 'k' })).finally(() => client.destroy())
  expect(head.ContentLength).toBe(7)
})

it('an expired session token is refused, from then on', async () => {
  const credentials = { accessKeyId: 'ASIATEST', secretAccessKey: 'test', sessionToken: 'old' }
  expect(await read({}, {}, { credentials })).toBe('content')
  s3.expiredTokens.add('old')
  await expect(read({}, {}, { credentials })).rejects.toMatchObject({ name: 'ExpiredToken', $metadata: { httpStatusCode: 400 } })
})

it('the log has the request id that the client got', async () => {
  const error: unknown = await read({ requesterPays: true }).catch((caught: unknown) => caught)
  expect(error).toMatchObject({ $metadata: { requestId: s3.requests.at(-1)?.requestId } })
})

it('every answer waits for the latency', async () => {
  s3.latency = 50
  const before = performance.now()
  await read({})
  expect(performance.now() - before).toBeGreaterThan(45)
})

describe('a virtual object', () => {
  const GB = 1024 ** 3
  const virtual = {
    bytes: 2 * GB,
    read: (start: number, end: number) =>
      Buffer.from(Uint8Array.from({ length: end - start }, (_, index) => (start + index) % 251)),
  }

  it('is listed with its size, and its ranges are computed when they are read', async () => {
    s3.addBucket('big')
    const { etag } = s3.putVirtual('big', 'k', virtual)
    const client = s3Client(s3.url)
    const { Contents } = await client.send(new ListObjectsV2Command({ Bucket: 'big' }))
    expect(Contents).toMatchObject([{ Key: 'k', Size: 2 * GB, ETag: etag }])
    const range = { Bucket: 'big', Key: 'k', IfMatch: etag, Range: `bytes=${2 * GB - 3}-` }
    const got = await client.send(new GetObjectCommand(range)).finally(() => client.destroy())
    expect([...((await got.Body?.transformToByteArray()) ?? [])]).toEqual(
      [2 * GB - 3, 2 * GB - 2, 2 * GB - 1].map((at) => at % 251),
    )
    expect(s3.requests.at(-1)?.bytesSent).toBe(3)
  })

  it('of many megabytes comes whole, in order', async () => {
    const bytes = 20_000_003
    s3.putVirtual('big', 'whole', { ...virtual, bytes })
    const client = s3Client(s3.url)
    const got = await client.send(new GetObjectCommand({ Bucket: 'big', Key: 'whole' }))
    const content = (await got.Body?.transformToByteArray()) ?? new Uint8Array()
    client.destroy()
    const digest = (data: Uint8Array) => createHash('sha1').update(data).digest('hex')
    expect(digest(content)).toBe(digest(virtual.read(0, bytes)))
    expect(s3.requests.at(-1)?.bytesSent).toBe(bytes)
  })
})
