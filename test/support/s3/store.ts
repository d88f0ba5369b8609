import { createHash, randomBytes } from 'node:crypto'
import { crc32 } from 'node:zlib'
import type { KmsProblem } from './access.js'

export interface StoredObject {
  readonly key: string
  readonly bytes: number
  /** All of the content. */
  readonly body: Buffer
  /** The bytes from `start` up to, not including, `end`. */
  read(start: number, end: number): Buffer
  /** Quoted MD5, as S3 has it for objects uploaded in one part. */
  readonly etag: string
  /** Base64 of the big-endian CRC32 of the body; null = S3 has none. */
  readonly crc32: string | null
  readonly lastModified: Date
  /** Null in a bucket without versioning. */
  readonly versionId: string | null
  /** Content type and user metadata, given back as they came. */
  readonly headers: Readonly<Record<string, string>>
}

/** Content that is computed when it is read, so that it takes no memory. */
export interface VirtualContent {
  readonly bytes: number
  read(start: number, end: number): Buffer
}

export interface BucketOptions {
  readonly versioned?: boolean
  /** The account that it belongs to. */
  readonly owner?: string
  /** Refuses calls that do not say that the caller pays. */
  readonly requesterPays?: boolean
  /** Answers 301 to calls that are signed for another region; null = any region is right. */
  readonly region?: string | null
  /** Takes unsigned calls. */
  readonly public?: boolean
  /** What is wrong with the key of its objects; null = nothing. */
  readonly kms?: KmsProblem | null
  /** Its policy allows s3:ListBucket with a condition on the prefix: reads of absent objects answer 403. */
  readonly listsByPrefix?: boolean
  /** Writes whatever If-Match and If-None-Match say, as some servers of the S3 API do. */
  readonly ignoresConditions?: boolean
}

export interface Bucket extends Required<BucketOptions> {
  readonly name: string
  get(key: string): StoredObject | undefined
  /** Also finds versions that were overwritten or deleted since. */
  getVersion(key: string, versionId: string): StoredObject | undefined
  put(key: string, body: Buffer, headers?: StoredObject['headers']): StoredObject
  putVirtual(key: string, content: VirtualContent): StoredObject
  delete(key: string): void
  /** In UTF-8 byte order, which differs from JavaScript's order beyond U+FFFF. */
  keys(): readonly string[]
}

export function createBucket(name: string, options: BucketOptions, now: () => Date): Bucket {
  const { versioned = false, owner = '123456789012', requesterPays = false, region = null, kms = null } = options
  const { listsByPrefix = false, ignoresConditions = false } = options
  const objects = new Map<string, StoredObject>()
  const versions = new Map<string, StoredObject>()
  let sorted: readonly string[] | null = null
  const store = (object: StoredObject) => {
    if (!objects.has(object.key)) sorted = null
    objects.set(object.key, object)
    if (object.versionId !== null) versions.set(object.versionId, object)
    return object
  }
  const versionId = () => (versioned ? newVersionId() : null)
  return {
    name,
    versioned,
    owner,
    requesterPays,
    region,
    public: options.public ?? false,
    kms,
    listsByPrefix,
    ignoresConditions,
    get: (key) => objects.get(key),
    getVersion(key, versionId) {
      const found = versions.get(versionId)
      return found?.key === key ? found : undefined
    },
    put(key, body, headers = {}) {
      const read = (start: number, end: number) => body.subarray(start, end)
      const identity = { lastModified: now(), versionId: versionId() }
      return store({ key, bytes: body.length, body, read, ...sumsOf(body), ...identity, headers })
    },
    putVirtual(key, { bytes, read }) {
      // S3 has no MD5 of what was uploaded in parts either.
      const identity = {
        etag: `"${randomBytes(16).toString('hex')}-2"`,
        crc32: null,
        lastModified: now(),
        versionId: versionId(),
      }
      return store({
        key,
        bytes,
        get body() {
          return read(0, bytes)
        },
        read,
        ...identity,
        headers: {},
      })
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

/** Tests put the same megabytes many times. */
function sumsOf(body: Buffer): { readonly etag: string; readonly crc32: string } {
  const sums = knownSums.get(body) ?? { etag: etagOf(body), crc32: crc32Of(body) }
  knownSums.set(body, sums)
  return sums
}

const knownSums = new WeakMap<Buffer, { readonly etag: string; readonly crc32: string }>()

function etagOf(body: Buffer): string {
  return `"${createHash('md5').update(body).digest('hex')}"`
}

function sortByBytes(keys: readonly string[]): readonly string[] {
  const pairs = keys.map((key) => ({ key, bytes: Buffer.from(key) }))
  return pairs.sort((a, b) => Buffer.compare(a.bytes, b.bytes)).map(({ key }) => key)
}
