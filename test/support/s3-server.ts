import { randomBytes } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import path from 'node:path'
import {
  type Answer,
  type Handler,
  headersOf,
  type LocalServer,
  listen,
  pause,
  readBody,
  reset,
  send,
  sendPieces,
} from './http-server.js'
import { s3Error } from './s3/errors.js'
import { CAPTIVE_PORTAL, type Fault, type FaultHook, sendFaulty } from './s3/faults.js'
import { operate, type S3State } from './s3/operations.js'
import { parseRequest, type S3Request } from './s3/request.js'
import { type Bucket, type BucketOptions, createBucket, type StoredObject, type VirtualContent } from './s3/store.js'

export { KMS_KEY } from './s3/access.js'
export {
  CONDITIONAL_CONFLICT,
  type Fault,
  type FaultHook,
  firstTimes,
  INTERNAL_ERROR,
  permanentRedirect,
  SLOW_DOWN,
} from './s3/faults.js'
export type { S3Operation, S3Request } from './s3/request.js'
export type { BucketOptions, StoredObject, VirtualContent } from './s3/store.js'

export interface S3Options {
  readonly port?: number
  /** Most entries per listing page, to test paging with few keys. 1000 by default, as in S3. */
  readonly pageSize?: number
  readonly onRequest?: FaultHook
  /** Every answer waits so many milliseconds, as if the server were that far away. */
  readonly latency?: number
  /** The clock of Last-Modified. */
  readonly now?: () => Date
}

/** A request with its outcome. */
export interface LoggedS3Request extends S3Request {
  /** Null while it is unanswered, and for good when the connection was cut. */
  readonly status: number | null
  /** Bytes of the response's body that were handed to the socket. */
  readonly bytesSent: number
  /** What the answer has as `x-amz-request-id`. */
  readonly requestId: string
}

/** A local S3: path-style addresses, real wire format, any signature accepted. */
export interface S3Server extends LocalServer {
  /** Every request in order of arrival, retries included. */
  readonly requests: readonly LoggedS3Request[]
  /** IAM actions (`s3:GetObject`) and URI prefixes (`s3://lake/private/`) that answer 403. */
  readonly denied: Set<string>
  /** Session tokens that answer 400 ExpiredToken. */
  readonly expiredTokens: Set<string>
  /** URIs of objects that are in Glacier and not restored. */
  readonly archived: Set<string>
  /** Milliseconds that every answer waits. */
  latency: number
  /** Called once per request; may be replaced at any time. */
  onRequest: FaultHook | undefined
  /** An empty bucket, also in place of one with this name. */
  addBucket(name: string, options?: BucketOptions): void
  /** Stores an object without a request; adds the bucket when it is new. */
  put(bucket: string, key: string, body: Uint8Array | string): StoredObject
  /** Stores an object whose content is computed when it is read: as large as it likes. */
  putVirtual(bucket: string, key: string, content: VirtualContent): StoredObject
  /** What a reader would get now. */
  get(bucket: string, key: string): StoredObject | undefined
  delete(bucket: string, key: string): void
  /** In listing order. */
  keys(bucket: string): readonly string[]
}

export async function startS3(options: S3Options = {}): Promise<S3Server> {
  const { now = () => new Date(), pageSize = 1000 } = options
  const buckets = new Map<string, Bucket>()
  const requests: Entry[] = []
  const control: Control = {
    buckets,
    pageSize,
    denied: new Set(),
    expiredTokens: new Set(),
    archived: new Set(),
    latency: options.latency ?? 0,
    onRequest: options.onRequest,
  }
  const server = await listen(handler(control, requests), options.port)
  const addBucket = (name: string, options: BucketOptions): Bucket => {
    const bucket = createBucket(name, options, now)
    buckets.set(name, bucket)
    return bucket
  }
  const bucketOf = (name: string) => buckets.get(name) ?? addBucket(name, {})
  // The same object, so that a replaced onRequest reaches the handler.
  return Object.assign(control, server, {
    requests,
    addBucket: (name: string, options: BucketOptions = {}) => void addBucket(name, options),
    put: (bucket: string, key: string, body: Uint8Array | string) => bucketOf(bucket).put(key, Buffer.from(body)),
    putVirtual: (bucket: string, key: string, content: VirtualContent) => bucketOf(bucket).putVirtual(key, content),
    get: (bucket: string, key: string) => buckets.get(bucket)?.get(key),
    delete: (bucket: string, key: string) => buckets.get(bucket)?.delete(key),
    keys: (bucket: string) => buckets.get(bucket)?.keys() ?? [],
  })
}

/** Puts every file below the directory as `PREFIX/relative/path`; returns the keys. */
export async function loadDirectory(server: S3Server, bucket: string, prefix: string, directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name))
  const root = prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`
  return await Promise.all(
    files.sort().map(async (file) => {
      const key = root + path.relative(directory, file).split(path.sep).join('/')
      return server.put(bucket, key, await readFile(file)).key
    }),
  )
}

interface Control extends S3State {
  readonly denied: Set<string>
  readonly expiredTokens: Set<string>
  readonly archived: Set<string>
  latency: number
  onRequest: FaultHook | undefined
}

interface Entry extends S3Request {
  status: number | null
  bytesSent: number
  readonly requestId: string
}

function handler(control: Control, requests: Entry[]): Handler {
  return async (incoming, response, closing) => {
    const requestId = randomBytes(8).toString('hex').toUpperCase()
    const ids = { 'x-amz-request-id': requestId, 'x-amz-id-2': randomBytes(48).toString('base64') }
    const request = parseRequest(incoming.method ?? '', incoming.url ?? '', headersOf(incoming))
    if (request === null) {
      const invalid = s3Error(400, 'InvalidURI', "Couldn't parse the specified URI.")
      send({ ...invalid, headers: { ...invalid.headers, ...ids } }, incoming, response)
      return
    }
    const entry: Entry = { ...request, status: null, bytesSent: 0, requestId }
    requests.push(entry)
    const body = await readBody(incoming)
    await pause(control.latency, closing)
    const fault = control.onRequest?.(request)
    if (fault?.kind === 'reset') return reset(incoming)
    await strike(fault, closing)
    const answer = answerTo(request, body, control, fault)
    if (fault?.kind === 'late') await pause(fault.ms, closing)
    const isForeign = fault?.kind === 'html' || fault?.kind === 'page'
    const headers = isForeign ? answer.headers : { ...answer.headers, ...ids, server: 'AmazonS3' }
    if (fault?.kind !== 'lostResponse') entry.status = answer.status
    await deliver({ ...answer, headers }, fault, incoming, response, (bytes) => {
      entry.bytesSent += bytes
    })
  }
}

/** What a fault does before the request is handled. */
async function strike(fault: Fault | undefined, closing: AbortSignal): Promise<void> {
  if (fault?.kind === 'delay') await pause(fault.ms, closing)
  if (fault?.kind === 'then') await fault.run()
}

async function deliver(
  answer: Answer,
  fault: Fault | undefined,
  incoming: IncomingMessage,
  response: ServerResponse,
  sent: (bytes: number) => void,
): Promise<void> {
  if (answer.pieces === undefined) sent(sendFaulty(answer, fault, incoming, response))
  else await sendPieces(answer, answer.pieces, incoming, response, sent)
}

function answerTo(request: S3Request, body: Buffer, state: S3State, fault: Fault | undefined): Answer {
  switch (fault?.kind) {
    case 'html':
      return CAPTIVE_PORTAL
    case 'page':
      return { status: fault.status, headers: { 'content-type': 'text/html' }, body: Buffer.from(fault.render(request)) }
    case 'status':
      return s3Error(fault.status, fault.code, fault.message ?? fault.code, fault)
    default:
      return operate(request, body, state)
  }
}
