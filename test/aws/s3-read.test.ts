import { buffer } from 'node:stream/consumers'
import { beforeEach, describe, expect, it } from 'vitest'
import { createS3 } from '../../src/aws/s3.js'
import { getBytes, isChanged, type WantedBytes } from '../../src/aws/s3-read.js'
import { isKnownError } from '../../src/core/errors.js'
import { useAws } from '../support/aws-env.js'
import type { Fault } from '../support/s3-server.js'
import { createTestIo } from '../support/test-io.js'

const aws = useAws()
const CONTENT = '0123456789'.repeat(10)

async function read(wanted: WantedBytes, fault?: Fault, listed: { readonly bytes?: number; readonly etag?: string } = {}) {
  const { s3 } = aws()
  const { etag } = s3.put('lake', 'k', CONTENT)
  s3.onRequest = () => fault
  const io = createTestIo([])
  const client = await createS3({ region: undefined }, io)
  const object = { bucket: 'lake', key: 'k', bytes: CONTENT.length, etag, ...listed }
  const { body, range } = await getBytes(client, object, wanted, io.signal).catch((error: unknown) => {
    client.destroy()
    throw error
  })
  const text = (await buffer(body).finally(() => client.destroy())).toString()
  return { text, range, request: s3.requests.at(-1) }
}

const failureOf = (reading: Promise<unknown>) => reading.then(String, (error: unknown) => error)

beforeEach(() => {
  aws().s3.onRequest = undefined
})

describe('bytes of an object', () => {
  it.each<[WantedBytes, string, { start: number; end: number }, string | undefined]>([
    ['all', CONTENT, { start: 0, end: 100 }, undefined],
    [{ start: 0, end: 1 }, '0', { start: 0, end: 1 }, 'bytes=0-0'],
    [{ start: 15, end: 22 }, '5678901', { start: 15, end: 22 }, 'bytes=15-21'],
    [{ start: 99, end: 100 }, '9', { start: 99, end: 100 }, 'bytes=99-99'],
    [{ start: 0, end: 100 }, CONTENT, { start: 0, end: 100 }, 'bytes=0-99'],
    [{ last: 3 }, '789', { start: 97, end: 100 }, 'bytes=-3'],
    [{ last: 1000 }, CONTENT, { start: 0, end: 100 }, 'bytes=-1000'],
  ])('%j are exactly these, of the version that was listed', async (wanted, text, range, header) => {
    const answer = await read(wanted)
    expect(answer.text).toBe(text)
    expect(answer.range).toEqual(range)
    expect(answer.request?.headers['range']).toBe(header)
    expect(answer.request?.headers['if-match']).toBe(aws().s3.get('lake', 'k')?.etag)
  })

  it.each<[string, WantedBytes, Fault, string]>([
    [
      'lie elsewhere',
      { start: 10, end: 20 },
      { kind: 'wrongRange', by: 5 },
      'asked for bytes 10-19/100, the answer has bytes 15-24/100',
    ],
    ['are too few', { start: 10, end: 20 }, { kind: 'shortBody', bytes: 2 }, 'the answer announces 8 of 10 bytes'],
    ['are too few of all', 'all', { kind: 'shortBody', bytes: 2 }, 'the answer announces 98 of 100 bytes'],
    ['are announced as more', { start: 10, end: 20 }, { kind: 'wrongLength', by: 2 }, 'the answer announces 12 of 10 bytes'],
  ])('that %s are refused before they are read, and worth another try', async (_, wanted, fault, message) => {
    const error = await failureOf(read(wanted, fault))
    expect(error).toMatchObject({ message })
    expect(isKnownError(error)).toBe(false)
  })

  it('that break off tell the request that they belong to', async () => {
    const error = await failureOf(read({ start: 10, end: 90 }, { kind: 'resetBody', after: 20 }))
    const { requestId } = aws().s3.requests.at(-1) ?? {}
    expect(error).toMatchObject({ code: 'ECONNRESET', $metadata: { requestId } })
  })

  it('of an object that the listing knew with another size are refused', async () => {
    const error = await failureOf(read({ start: 0, end: 10 }, undefined, { bytes: 90 }))
    expect(error).toMatchObject({ message: 'asked for bytes 0-9/90, the answer has bytes 0-9/100' })
  })

  it.each<[string, Fault]>([
    ['overwritten', { kind: 'then', run: () => void aws().s3.put('lake', 'k', 'other') }],
    ['deleted', { kind: 'then', run: () => aws().s3.delete('lake', 'k') }],
  ])('of an object that was %s mean that it changed', async (_, fault) => {
    expect(isChanged(await failureOf(read({ start: 0, end: 10 }, fault)))).toBe(true)
  })

  it('of a captive portal are none of AWS', async () => {
    const error = await failureOf(read('all', { kind: 'html' }))
    expect(error).toMatchObject({ kind: 'network', message: 's3:GetObject on s3://lake/k: the answer is not one of AWS' })
    expect(isChanged(error)).toBe(false)
  })
})
