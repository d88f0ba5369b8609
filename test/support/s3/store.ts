import { createHash, randomBytes } from 'node:crypto'
import { crc32 } from 'node:zlib'

export interface StoredObject {
  readonly key: string
  readonly body: Buffer
  /** Quoted MD5, as S3 has it for objects uploaded in one part. */
  readonly etag: string
  /** Base64 of the big-endian CRC32 of the body. */
  readonly crc32: string
  readonly lastModified: Date
  /** Null in a bucket without versioning. */
  readonly versionId: string | null
  /** Content type and user metadata, given back as they came. */
  readonly headers: Readonly<Record<string, string>>
}

export interface Bucket {
  readonly name: string
  readonly versioned: boolean
  get(key: string): StoredObject | undefined
  /** Also finds versions that were overwritten or deleted since. */
  getVersion(key: string, versionId: string): StoredObject | undefined
  put(key: string, body: Buffer, headers?: StoredObject['headers']): StoredObject
  delete(key: string): void
  /** In UTF-8 byte order, which differs from JavaScript's order beyond U+FFFF. */
  keys(): readonly string[]
}

export function createBucket(name: string, versioned: boolean, now: () => Date): Bucket {
  const objects = new Map<string, StoredObject>()
  const versions = new Map<string, StoredObject>()
  let sorted: readonly string[] | null = null
  return {
    name,
    versioned,
    get: (key) => objects.get(key),
    getVersion(key, versionId) {
      const found = versions.get(versionId)
      return found?.key === key ? found : undefined
    },
    put(key, body, headers = {}) {
      const versionId = versioned ? newVersionId() : null
      const object = { key, body, etag: etagOf(body), crc32: crc32Of(body), lastModified: now(), versionId, headers }
      if (!objects.has(key)) sorted = null
      objects.set(key, object)
      if (versionId !== null) versions.set(versionId, object)
      return object
    },
    delete(key) {
      if (objects.delete(key)) sorted = null
    },
    keys() {
      sorted ??= sortByBytes([...objects.keys()])
      return sorted
    },
  }
}

export function newVersionId(): string {
  return randomBytes(24).toString('base64url')
}

export function crc32Of(body: Buffer): string {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(crc32(body))
  return bytes.toString('base64')
}

export function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}

function etagOf(body: Buffer): string {
  return `"${createHash('md5').update(body).digest('hex')}"`
}

function sortByBytes(keys: readonly string[]): readonly string[] {
  const pairs = keys.map((key) => ({ key, bytes: Buffer.from(key) }))
  return pairs.sort((a, b) => Buffer.compare(a.bytes, b.bytes)).map(({ key }) => key)
}
