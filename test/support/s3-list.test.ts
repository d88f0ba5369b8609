import {
  GetObjectCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  PutObjectCommand,
  paginateListObjectsV2,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { s3Client } from './aws-clients.js'
import { type S3Server, startS3 } from './s3-server.js'

let s3: S3Server
let client: ReturnType<typeof s3Client>

beforeAll(async () => {
  s3 = await startS3({ pageSize: 7, now: () => new Date('2026-11-15T06:00:00.123Z') })
  client = s3Client(s3.url)
})

beforeEach(() => s3.addBucket('lake'))

afterAll(async () => {
  client.destroy()
  await s3.close()
})

describe('ListObjectsV2', () => {
  it('pages through many keys without loss or repetition', async () => {
    const keys = Array.from({ length: 50 }, (_, index) => `data/part-${String(index).padStart(5, '0')}.parquet`)
    for (const key of keys) s3.put('lake', key, key)
    const pages = await listPages({ Prefix: 'data/' })
    expect(pages.map((page) => page.KeyCount)).toEqual([7, 7, 7, 7, 7, 7, 7, 1])
    expect(pages.flatMap((page) => (page.Contents ?? []).map(({ Key }) => Key))).toEqual(keys)
    expect(pages.map((page) => page.IsTruncated)).toEqual([true, true, true, true, true, true, true, false])
  })

  it('sorts keys by their UTF-8 bytes, not by UTF-16 units', async () => {
    for (const key of ['😀', '\uff5e', 'é', 'z', 'A', 'a']) s3.put('lake', key, '')
    expect(await listKeys()).toEqual(['A', 'a', 'z', 'é', '\uff5e', '😀'])
  })

  it('describes every object', async () => {
    const { etag } = s3.put('lake', 'k', 'hello')
    const page = await client.send(new ListObjectsV2Command({ Bucket: 'lake', Prefix: 'k' }))
    expect(page).toMatchObject({ Name: 'lake', Prefix: 'k', KeyCount: 1, MaxKeys: 1000, IsTruncated: false })
    const LastModified = new Date('2026-11-15T06:00:00Z')
    expect(page.Contents).toMatchObject([{ Key: 'k', Size: 5, ETag: etag, LastModified, StorageClass: 'STANDARD' }])
  })

  it('rolls keys up to common prefixes across pages', async () => {
    for (let day = 10; day < 30; day++) for (const part of [1, 2]) s3.put('lake', `d/dt=2026-11-${day}/${part}`, '')
    s3.put('lake', 'd/_SUCCESS', '')
    const pages = await listPages({ Prefix: 'd/', Delimiter: '/' })
    const prefixes = pages.flatMap((page) => (page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix))
    expect(prefixes).toEqual(Array.from({ length: 20 }, (_, index) => `d/dt=2026-11-${index + 10}/`))
    expect(pages.flatMap((page) => (page.Contents ?? []).map(({ Key }) => Key))).toEqual(['d/_SUCCESS'])
    expect(pages.map((page) => page.KeyCount)).toEqual([7, 7, 7])
  })

  it('starts after a key and stops at max-keys', async () => {
    for (const key of ['a', 'b', 'c', 'd']) s3.put('lake', key, '')
    const page = await client.send(new ListObjectsV2Command({ Bucket: 'lake', StartAfter: 'a', MaxKeys: 2 }))
    expect(page).toMatchObject({ StartAfter: 'a', KeyCount: 2, IsTruncated: true })
    expect(page.Contents?.map(({ Key }) => Key)).toEqual(['b', 'c'])
  })

  it('answers an empty page for a prefix without keys', async () => {
    const page = await client.send(new ListObjectsV2Command({ Bucket: 'lake', Prefix: 'nothing/' }))
    expect(page).toMatchObject({ KeyCount: 0, IsTruncated: false })
    expect(page.Contents).toBeUndefined()
  })

  it('encodes keys when asked for encoding-type=url', async () => {
    s3.put('lake', "a b+c~(1)'ü/x", '')
    const page = await client.send(new ListObjectsV2Command({ Bucket: 'lake', EncodingType: 'url' }))
    expect(page.Contents?.map(({ Key }) => Key)).toEqual(['a+b%2Bc%7E%281%29%27%C3%BC/x'])
  })

  it('refuses a token that it never gave out', async () => {
    const call = client.send(new ListObjectsV2Command({ Bucket: 'lake', ContinuationToken: 'made up' }))
    await expect(call).rejects.toMatchObject({ name: 'InvalidArgument', $metadata: { httpStatusCode: 400 } })
  })
})

describe('keys', () => {
  const odd = ['a b', 'a+b', '100%', '%20', 'ü/日本/😀', 'a&b<c>"d\'', '&amp;', '\u0001x', 'tab\tx', 'cr\rx', ' lead', 'trail ']
  const hostile = ['a/../b', '..', './x', 'a//b', '/lead', 'q?x=1#f', 'c:\\x', 'a;b=c,d', 'e\u0301', '12', 'true', 'ctl\u007f']

  it.each([...odd, ...hostile])('%j round trips', async (key) => {
    await client.send(new PutObjectCommand({ Bucket: 'lake', Key: key, Body: `content of ${key}` }))
    expect(await listKeys()).toEqual([key])
    const { Body } = await client.send(new GetObjectCommand({ Bucket: 'lake', Key: key }))
    expect(await Body?.transformToString()).toBe(`content of ${key}`)
  })
})

async function listPages(input: { readonly Prefix?: string; readonly Delimiter?: string }) {
  const pages: ListObjectsV2CommandOutput[] = []
  for await (const page of paginateListObjectsV2({ client }, { Bucket: 'lake', ...input })) pages.push(page)
  return pages
}

async function listKeys() {
  return (await listPages({})).flatMap((page) => (page.Contents ?? []).map(({ Key }) => Key))
}
