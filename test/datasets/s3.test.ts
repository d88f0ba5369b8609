import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import type { SourceFile } from '../../src/core/data-source.js'
import { s3Source } from '../../src/datasets/s3.js'
import { dataSourceContract } from '../contracts/data-source.js'
import { useAws } from '../support/aws-env.js'
import { fetchFile } from '../support/fetch-file.js'
import { type Fault, firstTimes, INTERNAL_ERROR, type S3Request, SLOW_DOWN } from '../support/s3-server.js'
import { createTestIo } from '../support/test-io.js'

const aws = useAws({ pageSize: 3 })
let counter = 0

dataSourceContract('s3', async () => {
  const folder = `place-${counter++}/`
  return {
    root: `s3://lake/${folder}`,
    open: () => s3Source({ region: undefined }, createTestIo([])),
    put: (name, content) => void aws().s3.put('lake', folder + name, content),
    remove: (name) => aws().s3.delete('lake', folder + name),
  }
})

const isGet = (request: S3Request) => request.operation === 'GetObject'

/** Fetches one object of 100 kB under a fault, with a cache of its own. */
async function fetchUnder(fault: Fault | undefined, times = Number.POSITIVE_INFINITY, matches = isGet) {
  const key = `fault-${counter++}`
  const content = 'x'.repeat(100_000)
  const { s3 } = aws()
  const { etag } = s3.put('lake', key, content)
  const file: SourceFile = { uri: `s3://lake/${key}`, bytes: content.length, version: etag }
  const io = createTestIo([])
  s3.onRequest = fault === undefined ? undefined : firstTimes(times, fault, matches)
  const source = await s3Source({ region: undefined }, io)
  try {
    const fetched = await fetchFile(source, file)
    return { file, io, content, fetched, read: readFileSync(fetched.path, 'utf8'), cache: source.place }
  } finally {
    await source.close()
    s3.onRequest = undefined
  }
}

describe('fetching from S3', () => {
  beforeEach(() => {
    aws().s3.onRequest = undefined
  })

  it.each<[string, Fault]>([
    ['503 SlowDown', SLOW_DOWN],
    ['500 InternalError', INTERNAL_ERROR],
    ['a connection reset before the answer', { kind: 'reset' }],
    ['a connection reset in the middle of the body', { kind: 'resetBody', after: 50_000 }],
    ['a truncated body that looks complete', { kind: 'shortBody', bytes: 10 }],
    ['a corrupted byte', { kind: 'corrupt', at: 70_000 }],
  ])('survives %s and gets the exact bytes', async (_, fault) => {
    const { fetched, content, file, read } = await fetchUnder(fault, 1)
    expect(read).toBe(content)
    // What had to come again counts, too.
    expect(fetched.bytesFetched).toBeGreaterThanOrEqual(file.bytes)
  })

  it.each<[string, Fault]>([
    ['503 SlowDown', SLOW_DOWN],
    ['a connection reset', { kind: 'reset' }],
    ['a body that breaks off', { kind: 'resetBody', after: 50_000 }],
    ['a truncated body that looks complete', { kind: 'shortBody', bytes: 10 }],
    ['a corrupted byte', { kind: 'corrupt', at: 70_000 }],
  ])('%s for good is a clear error that names the object, and nothing is published', async (_, fault) => {
    const error: unknown = await fetchUnder(fault).catch((caught: unknown) => caught)
    expect(error).toMatchObject({ name: 'CtrainError', message: expect.stringMatching(/s3:\/\/lake\/fault-\d+/) })
    expect(error).toMatchObject({ kind: expect.stringMatching(/^(network|aws)$/) })
  })

  it('survives four answers of 503 to one request, as S3 gives them while it splits a prefix', async () => {
    const { fetched, file } = await fetchUnder(SLOW_DOWN, 4)
    expect(fetched.bytesFetched).toBe(file.bytes)
  })

  it('a second fetch takes the cached file: 0 bytes, no request for it', async () => {
    const { s3 } = aws()
    const { etag } = s3.put('lake', 'cached', 'content')
    const file = { uri: 's3://lake/cached', bytes: 7, version: etag }
    const source = await s3Source({ region: undefined }, createTestIo([]))
    const first = await fetchFile(source, file)
    const before = s3.requests.length
    const second = await fetchFile(source, file)
    expect([first.bytesFetched, second.bytesFetched]).toEqual([7, 0])
    expect(second.kept).toBe(first.kept)
    expect(s3.requests.length).toBe(before)
    await source.close()
  })

  it('a cached file of the wrong length is fetched again', async () => {
    const { s3 } = aws()
    const { etag } = s3.put('lake', 'damaged', 'content')
    const file = { uri: 's3://lake/damaged', bytes: 7, version: etag }
    const source = await s3Source({ region: undefined }, createTestIo([]))
    writeFileSync((await fetchFile(source, file)).kept ?? '', 'cont')
    const again = await fetchFile(source, file)
    expect(again.bytesFetched).toBe(7)
    expect(readFileSync(again.path, 'utf8')).toBe('content')
    await source.close()
  })

  it('the cache is private, keeps no hostile name, and holds no partial file afterwards', async () => {
    const { cache, fetched } = await fetchUnder(undefined)
    expect(statSync(cache).mode & 0o777).toBe(0o700)
    expect(path.relative(cache, fetched.kept ?? '')).toMatch(/^objects\/[0-9a-f]{2}\/[0-9a-f]{62}\/[0-9a-f]{32}\/data\.parquet$/)
    expect(readdirSync(cache)).toEqual(['objects'])
  })

  it('a key with .. can’t leave the cache', async () => {
    const { s3 } = aws()
    const key = '../../../../tmp/escape.parquet'
    const { etag } = s3.put('lake', key, 'evil')
    const source = await s3Source({ region: undefined }, createTestIo([]))
    const fetched = await fetchFile(source, { uri: `s3://lake/${key}`, bytes: 4, version: etag })
    expect(path.relative(source.place, fetched.path)).not.toContain('..')
    expect(existsSync('/tmp/escape.parquet')).toBe(false)
    await source.close()
  })

  it('an interruption ends a stalled download at once and leaves nothing behind', async () => {
    const { s3 } = aws()
    const { etag } = s3.put('lake', 'stalled', 'x'.repeat(1000))
    s3.onRequest = () => ({ kind: 'stall', after: 10 })
    const controller = new AbortController()
    const source = await s3Source({ region: undefined }, createTestIo([], { signal: controller.signal }))
    const fetching = fetchFile(source, { uri: 's3://lake/stalled', bytes: 1000, version: etag })
    setTimeout(() => controller.abort(), 50)
    await expect(fetching).rejects.toThrow()
    await source.close()
    expect(readdirSync(source.place)).toEqual([])
  })
})

it('what had come of a part that broke off for good does not come again with the next run', async () => {
  const { s3 } = aws()
  const content = Buffer.alloc(9_000_000, 'abc')
  const { etag } = s3.put('lake', 'broken', content)
  const file = { uri: 's3://lake/broken', bytes: content.length, version: etag }
  const io = createTestIo([])
  const pull = async () => {
    const source = await s3Source({ region: undefined, concurrency: 1 }, io)
    return await fetchFile(source, file).finally(source.close)
  }
  s3.onRequest = firstTimes(1, { kind: 'resetBody', after: 3_000_000 }, isGet)
  const { onRequest } = s3
  s3.onRequest = (request) => onRequest(request) ?? INTERNAL_ERROR
  await expect(pull()).rejects.toMatchObject({ name: 'CtrainError' })
  s3.onRequest = undefined
  const { bytesFetched, kept } = await pull()
  expect(bytesFetched).toBeLessThan(content.length - 2_500_000)
  expect(readFileSync(kept ?? '').equals(content)).toBe(true)
})

describe('listing S3', () => {
  it('a captive portal’s page is no empty listing', async () => {
    const { s3 } = aws()
    s3.put('lake', 'x/file', 'x')
    s3.onRequest = () => ({ kind: 'html' })
    const source = await s3Source({ region: undefined }, createTestIo([]))
    await expect(source.list('s3://lake/x/', null)).rejects.toMatchObject({
      kind: 'network',
      message: 's3:ListBucket on s3://lake/x/: the answer is not one of AWS',
    })
    s3.onRequest = undefined
    await source.close()
  })

  it.each([
    ['the same page for ever', ['T', 'T', 'T']],
    ['the same pages in turn', ['T', 'U', 'T', 'U']],
  ])('%s is an error, not a listing without end', async (_, tokens) => {
    await expect(listPages(tokens)).rejects.toMatchObject({
      kind: 'network',
      message: 's3:ListBucket on s3://lake/paged/: the listing has no end, as the same page comes again',
    })
  })

  it('an empty token ends a listing, as some servers send one with the last page', async () => {
    expect((await listPages(['T', ''])).map(({ uri }) => uri)).toEqual(['s3://lake/paged/0', 's3://lake/paged/1'])
  })

  it('a missing bucket is a data error that names it', async () => {
    const source = await s3Source({ region: undefined }, createTestIo([]))
    await expect(source.list('s3://nowhere/x/', null)).rejects.toMatchObject({
      kind: 'data',
      message: expect.stringMatching(/^there is no such bucket: s3:\/\/nowhere\/x\/ \(s3:ListBucket, HTTP 404, request \w+\)$/),
    })
    await source.close()
  })

  it('a denied listing names action and resource', async () => {
    const { s3 } = aws()
    s3.addBucket('private')
    s3.denied.add('s3://private/')
    const source = await s3Source({ region: undefined }, createTestIo([]))
    await expect(source.list('s3://private/x/', null)).rejects.toMatchObject({
      kind: 'permission',
      message: expect.stringContaining('access denied: s3:ListBucket on s3://private/x/'),
    })
    await source.close()
  })
})

/** A listing of pages with one key each, of a server that hands out these tokens. */
async function listPages(tokens: readonly string[]): Promise<readonly SourceFile[]> {
  let page = 0
  const render = () => {
    const token = tokens[page] ?? ''
    return `<ListBucketResult><Name>lake</Name><IsTruncated>${token !== ''}</IsTruncated><NextContinuationToken>${token}</NextContinuationToken>
      <Contents><Key>paged/${page++}</Key><ETag>"e"</ETag><Size>1</Size></Contents></ListBucketResult>`
  }
  aws().s3.onRequest = () => ({ kind: 'page', status: 200, render })
  const source = await s3Source({ region: undefined }, createTestIo([]))
  const listing = source.list('s3://lake/paged/', null)
  return await listing.finally(() => {
    aws().s3.onRequest = undefined
    return source.close()
  })
}

it('the reference digest of the stand-in is the MD5 that S3 uses as ETag', () => {
  const { etag } = aws().s3.put('lake', 'md5', 'content')
  expect(etag).toBe(`"${createHash('md5').update('content').digest('hex')}"`)
})
