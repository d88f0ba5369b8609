import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { decodeUpload } from './upload.js'

// CRC32 of "hello world" is 0x0D4A1185.
const WIRE = '5\r\nhello\r\n6;chunk-extension=x\r\n world\r\n0\r\nx-amz-checksum-crc32:DUoRhQ==\r\n\r\n'

const HEADERS = {
  'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
  'x-amz-decoded-content-length': '11',
  'x-amz-trailer': 'x-amz-checksum-crc32',
}

describe('an aws-chunked upload', () => {
  it('is stored without its framing', () => {
    expect(decodeUpload(Buffer.from(WIRE), HEADERS)).toEqual({ body: Buffer.from('hello world') })
  })

  it('may hold line ends and chunk sizes in its data', () => {
    const body = Buffer.from('a\r\n0\r\n\r\nbcd')
    const headers = { ...HEADERS, 'x-amz-decoded-content-length': String(body.length), 'x-amz-trailer': 'x-amz-checksum-sha1' }
    const sha1 = createHash('sha1').update(body).digest('base64')
    const wire = Buffer.concat([Buffer.from('b\r\n'), body, Buffer.from(`\r\n0\r\nx-amz-checksum-sha1:${sha1}\r\n\r\n`)])
    expect(decodeUpload(wire, headers)).toEqual({ body })
  })

  it.each([
    ['of other bytes than its checksum', WIRE.replace('world', 'World'), {}, 'BadDigest'],
    ['without the trailer that it promised', WIRE.replace(/x-amz-checksum.*\r\n/, ''), {}, 'MalformedTrailerError'],
    ['of another length than declared', WIRE, { 'x-amz-decoded-content-length': '12' }, 'IncompleteBody'],
    ['that breaks off', WIRE.slice(0, 20), {}, 'IncompleteBody'],
  ])('%s is refused', (_, wire, headers, code) => {
    expect(refusalOf(wire, { ...HEADERS, ...headers })).toContain(`<Code>${code}</Code>`)
  })

  it('of unknown length is refused', () => {
    const { 'x-amz-decoded-content-length': _, ...headers } = HEADERS
    expect(refusalOf(WIRE, headers)).toContain('<Code>MissingContentLength</Code>')
  })
})

function refusalOf(wire: string, headers: Readonly<Record<string, string>>) {
  const result = decodeUpload(Buffer.from(wire), headers)
  return 'refusal' in result ? result.refusal.body.toString() : 'accepted'
}
