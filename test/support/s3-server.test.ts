import { createReadStream, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import {
  DeleteObjectCommand,
  GetObjectCommand,
  type GetObjectCommandInput,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { s3Client } from './aws-clients.js'
import { loadDirectory, type S3Server, startS3 } from './s3-server.js'

let s3: S3Server
let client: ReturnType<typeof s3Client>

beforeAll(async () => {
  s3 = await startS3({ now: () => new Date('2026-11-15T06:00:00.123Z') })
  client = s3Client(s3.url)
})

beforeEach(() => {
  s3.addBucket('lake')
  s3.denied.clear()
})

afterAll(async () => {
  client.destroy()
  await s3.close()
})

describe('GetObject', () => {
  beforeEach(() => void s3.put('lake', 'digits', '0123456789'))

  it.each([
    ['bytes=0-3', '0123', 'bytes 0-3/10'],
    ['bytes=4-', '456789', 'bytes 4-9/10'],
    ['bytes=8-99', '89', 'bytes 8-9/10'],
    ['bytes=-3', '789', 'bytes 7-9/10'],
    ['bytes=-99', '0123456789', 'bytes 0-9/10'],
  ])('serves the range %s', async (Range, content, ContentRange) => {
    const got = await get({ Key: 'digits', Range })
    expect(got).toMatchObject({ ContentRange, ContentLength: content.length, $metadata: { httpStatusCode: 206 } })
    expect(await got.Body?.transformToString()).toBe(content)
  })

  it('sends checksums of whole objects only', async () => {
    const whole = await get({ Key: 'digits' })
    expect(whole).toMatchObject({ ChecksumCRC32: 'poTHxg==', ChecksumType: 'FULL_OBJECT', AcceptRanges: 'bytes' })
    expect(await get({ Key: 'digits', Range: 'bytes=0-9' })).not.toHaveProperty('ChecksumCRC32')
  })

  it.each(['bytes=10-', 'bytes=-0'])('refuses the range %s, which has no byte', async (Range) => {
    await expect(get({ Key: 'digits', Range })).rejects.toMatchObject({
      name: 'InvalidRange',
      $metadata: { httpStatusCode: 416 },
    })
  })

  it('sends the object whole for a range that it cannot read', async () => {
    expect(await text({ Key: 'digits', Range: 'bytes=5-2' })).toBe('0123456789')
  })

  it('holds a reader to the version that it asks for', async () => {
    const before = s3.get('lake', 'digits')?.etag
    expect(await text({ Key: 'digits', IfMatch: before, Range: 'bytes=0-0' })).toBe('0')
    s3.put('lake', 'digits', 'changed')
    const call = get({ Key: 'digits', IfMatch: before, Range: 'bytes=0-0' })
    await expect(call).rejects.toMatchObject({ name: 'PreconditionFailed', $metadata: { httpStatusCode: 412 } })
  })

  it('answers 304 to a reader that has the object already', async () => {
    const etag = s3.get('lake', 'digits')?.etag
    await expect(get({ Key: 'digits', IfNoneMatch: etag })).rejects.toMatchObject({ $metadata: { httpStatusCode: 304 } })
    expect(await text({ Key: 'digits', IfNoneMatch: '"other"' })).toBe('0123456789')
  })

  it('names the versions of a versioned bucket and keeps old ones', async () => {
    s3.addBucket('models', { versioned: true })
    const first = await client.send(new PutObjectCommand({ Bucket: 'models', Key: 'k', Body: 'one' }))
    const second = await client.send(new PutObjectCommand({ Bucket: 'models', Key: 'k', Body: 'two' }))
    expect(first.VersionId).not.toBe(second.VersionId)
    expect(await get({ Bucket: 'models', Key: 'k' })).toMatchObject({ VersionId: second.VersionId })
    expect(await text({ Bucket: 'models', Key: 'k', VersionId: first.VersionId })).toBe('one')
    expect(await get({ Key: 'digits' })).not.toHaveProperty('VersionId')
  })
})

describe('HeadObject', () => {
  it('has the headers of the object and no body', async () => {
    const { etag } = s3.put('lake', 'k', 'hello')
    const head = await client.send(new HeadObjectCommand({ Bucket: 'lake', Key: 'k' }))
    expect(head).toMatchObject({ ContentLength: 5, ETag: etag, LastModified: new Date('2026-11-15T06:00:00Z') })
    expect(s3.requests.at(-1)).toMatchObject({ operation: 'HeadObject', status: 200, bytesSent: 0 })
  })

  it('is named NotFound by the SDK when there is no such key', async () => {
    await expect(client.send(new HeadObjectCommand({ Bucket: 'lake', Key: 'k' }))).rejects.toMatchObject({ name: 'NotFound' })
  })
})

describe('PutObject', () => {
  it('stores a streamed upload exactly', async () => {
    const bytes = Buffer.from(Array.from({ length: 300_045 }, (_, index) => (index * 7919) % 251))
    const file = path.join(mkdtempSync(path.join(os.tmpdir(), 'ctrain-s3-')), 'upload.bin')
    writeFileSync(file, bytes)
    await put({ Key: 'k', Body: createReadStream(file) })
    expect(s3.requests.at(-1)?.headers).toMatchObject({ 'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER' })
    expect(s3.get('lake', 'k')?.body.equals(bytes)).toBe(true)
  })

  it('refuses bytes that are not those of the checksum', async () => {
    const call = put({ Key: 'k', Body: 'hello', ChecksumCRC32: 'AAAAAA==' })
    await expect(call).rejects.toMatchObject({ name: 'BadDigest', $metadata: { httpStatusCode: 400 } })
    expect(s3.keys('lake')).toEqual([])
  })

  it('lets exactly one of twenty create-only writers win', async () => {
    const writers = Array.from({ length: 20 }, (_, index) => put({ Key: 'k', Body: `writer ${index}`, IfNoneMatch: '*' }))
    const outcomes = await Promise.allSettled(writers)
    const lost = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []))
    expect(lost).toHaveLength(19)
    for (const error of lost) expect(error).toMatchObject({ name: 'PreconditionFailed', $metadata: { httpStatusCode: 412 } })
  })

  it('replaces only the version that If-Match names', async () => {
    const { ETag } = await put({ Key: 'k', Body: 'one' })
    await put({ Key: 'k', Body: 'two', IfMatch: ETag })
    await expect(put({ Key: 'k', Body: 'three', IfMatch: ETag })).rejects.toMatchObject({ name: 'PreconditionFailed' })
    await expect(put({ Key: 'absent', Body: 'x', IfMatch: ETag })).rejects.toMatchObject({ name: 'NoSuchKey' })
    expect(await text({ Key: 'k' })).toBe('two')
  })

  it('gives content type and metadata back', async () => {
    await put({ Key: 'k', Body: '{}', ContentType: 'application/json', Metadata: { model: 'churn' } })
    expect(await get({ Key: 'k' })).toMatchObject({ ContentType: 'application/json', Metadata: { model: 'churn' } })
  })
})

describe('DeleteObject', () => {
  it('succeeds for present and absent keys alike', async () => {
    s3.put('lake', 'k', '')
    for (const Key of ['k', 'k']) {
      expect(await client.send(new DeleteObjectCommand({ Bucket: 'lake', Key }))).toMatchObject({
        $metadata: { httpStatusCode: 204 },
      })
    }
    expect(s3.keys('lake')).toEqual([])
  })
})

describe('refusals', () => {
  it.each([
    ['NoSuchKey', { Key: 'absent' }],
    ['NoSuchBucket', { Bucket: 'absent', Key: 'k' }],
    ['NoSuchVersion', { Key: 'k', VersionId: 'absent' }],
  ])('are named %s by the SDK', async (name, input) => {
    await expect(get(input)).rejects.toMatchObject({ name, $metadata: { httpStatusCode: 404, requestId: expect.any(String) } })
  })

  it('deny an action', async () => {
    s3.put('lake', 'k', 'old')
    s3.denied.add('s3:PutObject')
    const message = expect.stringContaining('not authorized to perform: s3:PutObject on resource: "arn:aws:s3:::lake/k"')
    await expect(put({ Key: 'k', Body: 'new' })).rejects.toMatchObject({ name: 'AccessDenied', message })
    expect(await text({ Key: 'k' })).toBe('old')
  })

  it('deny everything below a prefix', async () => {
    s3.put('lake', 'private/k', '')
    s3.put('lake', 'public/k', 'open')
    s3.denied.add('s3://lake/private/')
    await expect(get({ Key: 'private/k' })).rejects.toMatchObject({ name: 'AccessDenied', $metadata: { httpStatusCode: 403 } })
    expect(await text({ Key: 'public/k' })).toBe('open')
  })

  it('hide which keys are absent from who may not list', async () => {
    s3.denied.add('s3:ListBucket')
    await expect(get({ Key: 'absent' })).rejects.toMatchObject({ name: 'AccessDenied' })
  })

  it('meet requests without a signature', async () => {
    s3.put('lake', 'k', '')
    const response = await fetch(`${s3.url}/lake/k`)
    expect(response.status).toBe(403)
    expect(response.headers.get('x-amz-request-id')).toMatch(/^[0-9A-F]{16}$/)
    expect(await response.text()).toContain('<Code>AccessDenied</Code>')
  })

  it('meet what is not implemented, instead of a wrong answer', async () => {
    const call = client.send(new GetObjectTaggingCommand({ Bucket: 'lake', Key: 'k' }))
    await expect(call).rejects.toMatchObject({ name: 'NotImplemented', $metadata: { httpStatusCode: 501 } })
  })
})

describe('loadDirectory', () => {
  it('puts every file of a tree below the prefix', async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'ctrain-s3-'))
    mkdirSync(path.join(folder, 'dt=2026-11-01'))
    writeFileSync(path.join(folder, 'dt=2026-11-01', 'part 0.parquet'), 'PAR1')
    writeFileSync(path.join(folder, '_SUCCESS'), '')
    await loadDirectory(s3, 'lake', 'churn', folder)
    expect(s3.keys('lake')).toEqual(['churn/_SUCCESS', 'churn/dt=2026-11-01/part 0.parquet'])
    expect(await text({ Key: 'churn/dt=2026-11-01/part 0.parquet' })).toBe('PAR1')
  })
})

async function put(input: Omit<PutObjectCommandInput, 'Bucket'>) {
  return await client.send(new PutObjectCommand({ Bucket: 'lake', ...input }))
}

async function get(input: Partial<GetObjectCommandInput>) {
  return await client.send(new GetObjectCommand({ Bucket: 'lake', Key: undefined, ...input }))
}

async function text(input: Partial<GetObjectCommandInput>) {
  return await (await get(input)).Body?.transformToString()
}
