import type { Answer } from '../http-server.js'
import { invalidArgument } from './errors.js'
import type { S3Request } from './request.js'
import { type Bucket, compareBytes, type StoredObject } from './store.js'
import { document, element } from './xml.js'

/** ListObjectsV2. The page size is the server's own limit, below the caller's max-keys. */
export function listObjects(bucket: Bucket, query: S3Request['query'], pageSize: number): Answer {
  const { prefix = '', delimiter = '', 'max-keys': maxKeys = '1000', 'continuation-token': token } = query
  if (!/^\d{1,9}$/.test(maxKeys)) {
    return invalidArgument('max-keys', maxKeys, 'Provided max-keys not an integer or within integer range')
  }
  const start = token === undefined ? startAfter(query['start-after'] ?? '') : readToken(token)
  if (start === null) {
    return invalidArgument('continuation-token', token ?? '', 'The continuation token provided is incorrect')
  }
  const limit = Math.min(Number(maxKeys), pageSize, 1000)
  const page = readPage(bucket, { prefix, delimiter, start, limit })
  return { status: 200, headers: { 'content-type': 'application/xml' }, body: render(bucket, query, page) }
}

/** Where the last page ended: after a key, or after everything that a common prefix stands for. */
interface Position {
  readonly after: string
  readonly rolledUp: boolean
}

type Entry = { readonly prefix: string } | { readonly object: StoredObject }

interface Page {
  readonly entries: readonly Entry[]
  readonly next: Position | null
}

interface Slice {
  readonly prefix: string
  readonly delimiter: string
  readonly start: Position
  readonly limit: number
}

function readPage(bucket: Bucket, { prefix, delimiter, start, limit }: Slice): Page {
  const entries: Entry[] = []
  let position = start
  for (const key of bucket.keys()) {
    const object = bucket.get(key)
    if (object === undefined || !key.startsWith(prefix) || isBefore(key, position)) continue
    if (entries.length === limit) return { entries, next: limit === 0 ? null : position }
    const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length)
    const rolledUp = end >= 0
    position = { after: rolledUp ? key.slice(0, end + delimiter.length) : key, rolledUp }
    entries.push(rolledUp ? { prefix: position.after } : { object })
  }
  return { entries, next: null }
}

function isBefore(key: string, { after, rolledUp }: Position): boolean {
  return compareBytes(key, after) <= 0 || (rolledUp && key.startsWith(after))
}

function startAfter(key: string): Position {
  return { after: key, rolledUp: false }
}

function writeToken({ after, rolledUp }: Position): string {
  return Buffer.from(`${rolledUp ? 'p' : 'k'}${after}`).toString('base64url')
}

function readToken(token: string): Position | null {
  const text = Buffer.from(token, 'base64url').toString()
  if (!/^[pk]/.test(text) || Buffer.from(text).toString('base64url') !== token) return null
  return { after: text.slice(1), rolledUp: text.startsWith('p') }
}

function render(bucket: Bucket, query: S3Request['query'], { entries, next }: Page): Buffer {
  const encode = query['encoding-type'] === 'url' ? urlEncode : (text: string) => text
  const optional = (name: string, text: string | undefined) => (text === undefined ? '' : element(name, text))
  const encoded = (name: string, text: string | undefined) => optional(name, text === undefined ? undefined : encode(text))
  const children = [
    element('Name', bucket.name),
    element('Prefix', encode(query['prefix'] ?? '')),
    encoded('StartAfter', query['start-after']),
    optional('ContinuationToken', query['continuation-token']),
    optional('NextContinuationToken', next === null ? undefined : writeToken(next)),
    element('KeyCount', String(entries.length)),
    element('MaxKeys', query['max-keys'] ?? '1000'),
    encoded('Delimiter', query['delimiter']),
    optional('EncodingType', query['encoding-type']),
    element('IsTruncated', String(next !== null)),
    ...entries.map((entry) => ('object' in entry ? contents(entry.object, encode) : commonPrefix(entry.prefix, encode))),
  ]
  const root = element('ListBucketResult', children)
  return document(root.replace('<ListBucketResult>', '<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'))
}

function contents({ key, lastModified, etag, crc32, bytes }: StoredObject, encode: (text: string) => string): string {
  return element('Contents', [
    element('Key', encode(key)),
    element('LastModified', lastModified.toISOString().replace(/\.\d{3}Z$/, '.000Z')),
    element('ETag', etag),
    ...(crc32 === null ? [] : [element('ChecksumAlgorithm', 'CRC32'), element('ChecksumType', 'FULL_OBJECT')]),
    element('Size', String(bytes)),
    element('StorageClass', 'STANDARD'),
  ])
}

function commonPrefix(prefix: string, encode: (text: string) => string): string {
  return element('CommonPrefixes', [element('Prefix', encode(prefix))])
}

/** S3 leaves only letters, digits and `-_./*`, and writes a space as `+`. */
function urlEncode(text: string): string {
  const percent = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`
  return encodeURIComponent(text)
    .replace(/[!'()~]/g, percent)
    .replaceAll('%2F', '/')
    .replaceAll('%20', '+')
}
