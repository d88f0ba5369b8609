import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3ClientConfig,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { s3Client } from './aws-clients.js'
import {
  CONDITIONAL_CONFLICT,
  type Fault,
  firstTimes,
  INTERNAL_ERROR,
  permanentRedirect,
  type S3Server,
  SLOW_DOWN,
  startS3,
} from './s3-server.js'

let s3: S3Server

beforeAll(async () => {
  s3 = await startS3()
})

beforeEach(() => {
  s3.addBucket('lake')
  s3.put('lake', 'k', 'hello')
})

afterAll(async () => await s3.close())

describe('an error answer', () => {
  it.each([
    ['SlowDown', 503, SLOW_DOWN],
    ['InternalError', 500, INTERNAL_ERROR],
    ['ConditionalRequestConflict', 409, CONDITIONAL_CONFLICT],
    ['PermanentRedirect', 301, permanentRedirect('us-east-1')],
  ])('reaches the caller as %s %i', async (name, httpStatusCode, fault) => {
    const read = readUnder(() => fault, { maxAttempts: 1 })
    await expect(read).rejects.toMatchObject({ name, $metadata: { httpStatusCode } })
  })

  it('is overcome by the SDK when it is transient', async () => {
    expect(await readUnder(firstTimes(1, INTERNAL_ERROR))).toBe('hello')
    expect(statuses()).toEqual([500, 200])
  })

  it('is not retried when it is a conflict', async () => {
    await expect(readUnder(() => CONDITIONAL_CONFLICT)).rejects.toThrow('conflicting operation')
    expect(statuses()).toEqual([409])
  })

  it('of another region is followed with that region in the signature', async () => {
    const inIreland = 'eu-west-1/s3/aws4_request'
    const hook = ({ headers }: { headers: Readonly<Record<string, string>> }) =>
      headers['authorization']?.includes(inIreland) ? permanentRedirect('us-east-1') : undefined
    expect(await readUnder(hook, { followRegionRedirects: true })).toBe('hello')
    expect(statuses()).toEqual([301, 200])
  })
})

describe('a broken connection', () => {
  it('before the answer is retried by the SDK', async () => {
    expect(await readUnder(firstTimes(1, { kind: 'reset' }))).toBe('hello')
    expect(statuses()).toEqual([null, 200])
  })

  it('in the body fails the reader, and the SDK does not retry', async () => {
    s3.put('lake', 'k', Buffer.alloc(100_000, 'x'))
    const read = readUnder(firstTimes(1, { kind: 'resetBody', after: 40_000 }))
    await expect(read).rejects.toMatchObject({ message: 'aborted', code: 'ECONNRESET' })
    expect(calls()).toMatchObject([{ status: 200, bytesSent: 40_000 }])
  })

  it('in a listing is retried by the SDK, which reads that body itself', async () => {
    const page = await withClient(firstTimes(1, { kind: 'resetBody', after: 100 }), {}, (client) =>
      client.send(new ListObjectsV2Command({ Bucket: 'lake' })),
    )
    expect(page.KeyCount).toBe(1)
    expect(statuses()).toEqual([200, 200])
  })

  it('after a create-only write makes the retry lose against its own write', async () => {
    const write = withClient(firstTimes(1, { kind: 'lostResponse' }), {}, (client) =>
      client.send(new PutObjectCommand({ Bucket: 'lake', Key: 'once', Body: 'mine', IfNoneMatch: '*' })),
    )
    await expect(write).rejects.toMatchObject({ name: 'PreconditionFailed' })
    expect(s3.get('lake', 'once')?.body.toString()).toBe('mine')
    expect(statuses()).toEqual([null, 412])
  })

  it('before a write leaves nothing behind', async () => {
    const write = withClient(
      () => ({ kind: 'reset' }),
      { maxAttempts: 1 },
      (client) => client.send(new PutObjectCommand({ Bucket: 'lake', Key: 'once', Body: 'mine' })),
    )
    await expect(write).rejects.toMatchObject({ code: 'ECONNRESET' })
    expect(s3.get('lake', 'once')).toBeUndefined()
  })
})

describe('a spoilt body', () => {
  it('that is short looks complete to the SDK', async () => {
    expect(await readUnder(() => ({ kind: 'shortBody', bytes: 2 }))).toBe('hel')
  })

  it('that is short does not shorten what HEAD says', async () => {
    const head = await withClient(
      () => ({ kind: 'shortBody', bytes: 2 }),
      {},
      (client) => client.send(new HeadObjectCommand({ Bucket: 'lake', Key: 'k' })),
    )
    expect(head.ContentLength).toBe(5)
  })

  it('with a flipped byte fails the checksum while it is read', async () => {
    await withClient(
      () => ({ kind: 'corrupt', at: 1 }),
      {},
      async (client) => {
        const { Body } = await client.send(new GetObjectCommand({ Bucket: 'lake', Key: 'k' }))
        await expect(Body?.transformToString()).rejects.toThrow('Checksum mismatch')
      },
    )
  })

  it('with a flipped byte goes unnoticed in a range', async () => {
    const range = await readUnder(() => ({ kind: 'corrupt', at: 1 }), {}, 'bytes=0-2')
    expect(range).toHaveLength(3)
    expect(range).not.toBe('hel')
  })

  it('may lie elsewhere than the client asked, which the SDK does not see', async () => {
    await withClient(
      () => ({ kind: 'wrongRange', by: 2 }),
      {},
      async (client) => {
        const got = await client.send(new GetObjectCommand({ Bucket: 'lake', Key: 'k', Range: 'bytes=0-1' }))
        expect(got.ContentRange).toBe('bytes 2-3/5')
      },
    )
  })

  it('may be announced with another length', async () => {
    await expect(readUnder(() => ({ kind: 'wrongLength', by: 3 }))).rejects.toMatchObject({ code: 'ECONNRESET' })
    expect(await readUnder(() => ({ kind: 'wrongLength', by: -3 }), {}, 'bytes=0-4')).toBe('he')
  })

  it('that stalls never ends, and neither holds up closing', async () => {
    const server = await startS3({ onRequest: () => ({ kind: 'stall', after: 2 }) })
    server.put('lake', 'k', 'hello')
    const client = s3Client(server.url)
    const { Body } = await client.send(new GetObjectCommand({ Bucket: 'lake', Key: 'k' }))
    const reading = expect(Body?.transformToString()).rejects.toMatchObject({ code: 'ECONNRESET' })
    expect(await Promise.race([reading, pause(100)])).toBe('still reading')
    expect(server.requests).toMatchObject([{ status: 200, bytesSent: 2 }])
    await server.close()
    await reading
    client.destroy()
  })

  it('of a captive portal reads as a listing without any field', async () => {
    const page = await withClient(
      () => ({ kind: 'html' }),
      {},
      (client) => client.send(new ListObjectsV2Command({ Bucket: 'lake' })),
    )
    expect(Object.keys(page)).toEqual(['$metadata'])
    expect(page.$metadata).toMatchObject({ httpStatusCode: 200, requestId: undefined })
  })
})

it('a page of a proxy can show what it was asked', async () => {
  const render = (request: { headers: Readonly<Record<string, string>> }) => `<p>${request.headers['authorization']}</p>`
  const page = readUnder(() => ({ kind: 'page', status: 502, render }), { maxAttempts: 1 })
  await expect(page).rejects.toMatchObject({ $metadata: { httpStatusCode: 502 } })
})

describe('a change of the world', () => {
  it('takes effect before the request that it is tied to', async () => {
    const overwrite: Fault = { kind: 'then', run: () => void s3.put('lake', 'k', 'newer') }
    expect(await readUnder(() => overwrite)).toBe('newer')
  })

  it('may be a delay', async () => {
    const before = performance.now()
    expect(await readUnder(firstTimes(1, { kind: 'delay', ms: 60 }))).toBe('hello')
    expect(performance.now() - before).toBeGreaterThan(50)
  })
})

type Hook = NonNullable<S3Server['onRequest']>

async function withClient<T>(hook: Hook, config: S3ClientConfig, use: (client: ReturnType<typeof s3Client>) => Promise<T>) {
  const client = s3Client(s3.url, config)
  seen = s3.requests.length
  s3.onRequest = hook
  try {
    return await use(client)
  } finally {
    s3.onRequest = undefined
    client.destroy()
  }
}

async function readUnder(hook: Hook, config: S3ClientConfig = {}, Range?: string) {
  return await withClient(hook, config, async (client) => {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: 'lake', Key: 'k', Range }))
    return await Body?.transformToString('latin1')
  })
}

let seen = 0

function calls() {
  return s3.requests.slice(seen)
}

function statuses() {
  return calls().map(({ status }) => status)
}

async function pause(ms: number) {
  await new Promise((resolve) => setTimeout(resolve, ms))
  return 'still reading'
}
