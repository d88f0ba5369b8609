import { createHash } from 'node:crypto'
import type { Answer } from '../http-server.js'
import { s3Error } from './errors.js'
import { crc32Of } from './store.js'

type Headers = Readonly<Record<string, string>>

/** The object's own bytes: unwraps aws-chunked framing and verifies every checksum that came along, or the refusal. */
export function decodeUpload(body: Buffer, headers: Headers): { readonly body: Buffer } | { readonly refusal: Answer } {
  const upload = isChunked(headers) ? decodeChunks(body, headers) : { body, trailers: {} }
  if ('refusal' in upload) return upload
  const refusal = verify(upload.body, { ...headers, ...upload.trailers })
  return refusal === null ? { body: upload.body } : { refusal }
}

function isChunked(headers: Headers): boolean {
  return headers['x-amz-content-sha256']?.startsWith('STREAMING-') ?? false
}

type Chunked = { readonly body: Buffer; readonly trailers: Headers } | { readonly refusal: Answer }

/** `SIZE[;extension]\r\n` DATA `\r\n` …, closed by a chunk of size 0 and the trailing headers. */
function decodeChunks(wire: Buffer, headers: Headers): Chunked {
  const declared = headers['x-amz-decoded-content-length']
  if (declared === undefined) {
    return refuse(s3Error(411, 'MissingContentLength', 'You must provide the Content-Length HTTP header.'))
  }
  const parts: Buffer[] = []
  for (let at = 0; ; ) {
    const lineEnd = wire.indexOf('\r\n', at)
    const size = Number.parseInt(wire.toString('latin1', at, lineEnd), 16)
    if (lineEnd < 0 || Number.isNaN(size)) return refuse(incompleteBody())
    const start = lineEnd + 2
    if (size === 0) return finish(Buffer.concat(parts), trailersOf(wire.subarray(start)), declared, headers)
    if (wire.toString('latin1', start + size, start + size + 2) !== '\r\n') return refuse(incompleteBody())
    parts.push(wire.subarray(start, start + size))
    at = start + size + 2
  }
}

function finish(body: Buffer, trailers: Headers, declared: string, headers: Headers): Chunked {
  if (body.length !== Number(declared)) return refuse(incompleteBody())
  const promised = headers['x-amz-trailer']?.toLowerCase().split(',') ?? []
  if (promised.every((name) => trailers[name.trim()] !== undefined)) return { body, trailers }
  return refuse(s3Error(400, 'MalformedTrailerError', 'The request contained trailing data that was not well-formed'))
}

function trailersOf(wire: Buffer): Headers {
  const lines = wire.toString('latin1').split('\r\n')
  const pairs = lines.map((line) => /^([^:]+):(.*)$/.exec(line)).filter((match) => match !== null)
  return Object.fromEntries(pairs.map(([, name = '', value = '']) => [name.trim().toLowerCase(), value.trim()]))
}

function verify(body: Buffer, headers: Headers): Answer | null {
  for (const { header, name, digest } of CHECKSUMS) {
    const given = headers[header]
    if (given !== undefined && given !== digest(body)) {
      return s3Error(400, 'BadDigest', `The ${name} you specified did not match the calculated checksum.`)
    }
  }
  return null
}

const hash = (algorithm: string) => (body: Buffer) => createHash(algorithm).update(body).digest('base64')

const CHECKSUMS = [
  { header: 'content-md5', name: 'Content-MD5', digest: hash('md5') },
  { header: 'x-amz-checksum-crc32', name: 'CRC32', digest: crc32Of },
  { header: 'x-amz-checksum-sha1', name: 'SHA1', digest: hash('sha1') },
  { header: 'x-amz-checksum-sha256', name: 'SHA256', digest: hash('sha256') },
]

function incompleteBody(): Answer {
  return s3Error(400, 'IncompleteBody', 'You did not provide the number of bytes specified by the Content-Length HTTP header')
}

function refuse(refusal: Answer): { readonly refusal: Answer } {
  return { refusal }
}
