import type { Answer } from '../http-server.js'
import { preconditionFailed, s3Error } from './errors.js'
import type { StoredObject } from './store.js'

type Headers = Readonly<Record<string, string>>

/** GetObject and HeadObject of an object that exists: conditions first, then the range. */
export function readObject(object: StoredObject, headers: Headers): Answer {
  const ifMatch = headers['if-match']
  if (ifMatch !== undefined && !matches(ifMatch, object.etag)) return preconditionFailed('If-Match')
  const ifNoneMatch = headers['if-none-match']
  if (ifNoneMatch !== undefined && matches(ifNoneMatch, object.etag)) return notModified(object)
  const range = parseRange(headers['range'], object.bytes)
  if (range === 'unsatisfiable') return invalidRange(headers['range'] ?? '', object.bytes)
  if (range === null) {
    return {
      status: 200,
      headers: { ...objectHeaders(object), ...checksum(object, headers) },
      ...contentOf(object, 0, object.bytes),
    }
  }
  const { first, last } = range
  const contentRange = { 'content-range': `bytes ${first}-${last}/${object.bytes}` }
  return { status: 206, headers: { ...objectHeaders(object), ...contentRange }, ...contentOf(object, first, last + 1) }
}

/** Above this an answer goes out piece by piece, and no fault spoils it. */
const PIECE = 8 * 1024 * 1024

function contentOf(object: StoredObject, start: number, end: number): Pick<Answer, 'body' | 'pieces'> {
  if (end - start <= PIECE) return { body: object.read(start, end) }
  const pieces = function* () {
    for (let at = start; at < end; at += PIECE) yield object.read(at, Math.min(at + PIECE, end))
  }
  return { body: Buffer.alloc(0), pieces: { length: end - start, read: pieces } }
}

/** Whether a list of entity tags, quoted or not, names this one. */
export function matches(condition: string, etag: string): boolean {
  const tags = condition.split(',').map((tag) => tag.trim().replace(/^W\//, '').replaceAll('"', ''))
  return tags.includes('*') || tags.includes(etag.replaceAll('"', ''))
}

export function versionHeader({ versionId }: StoredObject): Headers {
  return versionId === null ? {} : { 'x-amz-version-id': versionId }
}

/** One range; S3 ignores what it cannot read, also several ranges at once, and sends the whole object. */
function parseRange(header: string | undefined, size: number): { first: number; last: number } | 'unsatisfiable' | null {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? []
  if (from === '' && to === '') return null
  if (from === '') {
    const length = Math.min(Number(to), size)
    return length === 0 ? 'unsatisfiable' : { first: size - length, last: size - 1 }
  }
  const first = Number(from)
  if (to !== '' && Number(to) < first) return null
  if (first >= size) return 'unsatisfiable'
  return { first, last: to === '' ? size - 1 : Math.min(Number(to), size - 1) }
}

function objectHeaders(object: StoredObject): Headers {
  return {
    'content-type': 'binary/octet-stream',
    ...object.headers,
    etag: object.etag,
    'last-modified': object.lastModified.toUTCString(),
    'accept-ranges': 'bytes',
    'x-amz-server-side-encryption': 'AES256',
    ...versionHeader(object),
  }
}

function checksum({ crc32 }: StoredObject, headers: Headers): Headers {
  if (crc32 === null || headers['x-amz-checksum-mode']?.toUpperCase() !== 'ENABLED') return {}
  return { 'x-amz-checksum-crc32': crc32, 'x-amz-checksum-type': 'FULL_OBJECT' }
}

function notModified(object: StoredObject): Answer {
  const headers = { etag: object.etag, 'last-modified': object.lastModified.toUTCString(), ...versionHeader(object) }
  return { status: 304, headers, body: Buffer.alloc(0) }
}

function invalidRange(range: string, size: number): Answer {
  return s3Error(416, 'InvalidRange', 'The requested range is not satisfiable', {
    elements: { RangeRequested: range, ActualObjectSize: String(size) },
    headers: { 'content-range': `bytes */${size}` },
  })
}
