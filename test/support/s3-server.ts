import { randomBytes } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { type Answer, type Handler, headersOf, type LocalServer, listen, pause, readBody, reset, send } from './http-server.js'
import { s3Error } from './s3/errors.js'
import { CAPTIVE_PORTAL, type Fault, type FaultHook, sendFaulty } from './s3/faults.js'
import { operate, type S3State } from './s3/operations.js'
import { parseRequest, type S3Request } from './s3/request.js'
import { type Bucket, createBucket, type StoredObject } from './s3/store.js'

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
export type { StoredObject } from './s3/store.js'

export interface S3Options {
  readonly port?: number
  /** Most entries per listing page, to test paging with few keys. 1000 by default, as in S3. */
  readonly pageSize?: number
  readonly onRequest?: FaultHook
  /** The clock of Last-Modified. */
  readonly now?: () => Date
}

/** A request with its outcome. */
export interface LoggedS3Request extends S3Request {
  /** Null while it is unanswered, and for good when the connection was cut. */
  readonly status: number | null
  /** Bytes of the response's body that were handed to the socket. */
  readonly bytesSent: number
}

/** A local S3: path-style addresses, real wire format, any signature accepted. */
export interface S3Server extends LocalServer {
  /** Every request in order of arrival, retries included. */
  readonly requests: readonly LoggedS3Request[]
  /** IAM actions (`s3:GetObject`) and URI prefixes (`s3://lake/private/`) that answer 403. */
  readonly denied: Set<string>
  /** Called once per request; may be replaced at any time. */
  onRequest: FaultHook | undefined
  /** An empty bucket, also in place of one with this name. */
  addBucket(name: string, options?: { readonly versioned?: boolean }): void
  /** Stores an object without a request; adds the bucket when it is new. */
  put(bucket: string, key: string, body: Uint8Array | string): StoredObject
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
  const control: Control = { buckets, pageSize, denied: new Set(), onRequest: options.onRequest }
  const server = await listen(handler(control, requests), options.port)
  const addBucket = (name: string, versioned: boolean): Bucket => {
    const bucket = createBucket(name, versioned, now)
    buckets.set(name, bucket)
    return bucket
  }
  // The same object, so that a replaced onRequest reaches the handler.
  return Object.assign(control, server, {
    requests,
    addBucket: (name: string, { versioned = false } = {}) => void addBucket(name, versioned),
    put: (bucket: string, key: string, body: Uint8Array | string) =>
      (buckets.get(bucket) ?? addBucket(bucket, false)).put(key, Buffer.from(body)),
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
  onRequest: FaultHook | undefined
}

interface Entry extends S3Request {
  status: number | null
  bytesSent: number
}

function handler(control: Control, requests: Entry[]): Handler {
  return async (incoming, response, closing) => {
    const ids = {
      'x-amz-request-id': randomBytes(8).toString('hex').toUpperCase(),
      'x-amz-id-2': randomBytes(48).toString('base64'),
    }
    const request = parseRequest(incoming.method ?? '', incoming.url ?? '', headersOf(incoming))
    if (request === null) {
      const invalid = s3Error(400, 'InvalidURI', "Couldn't parse the specified URI.")
      send({ ...invalid, headers: { ...invalid.headers, ...ids } }, incoming, response)
      return
    }
    const entry: Entry = { ...request, status: null, bytesSent: 0 }
    requests.push(entry)
    const body = await readBody(incoming)
    const fault = control.onRequest?.(request)
    if (fault?.kind === 'reset') return reset(incoming)
    if (fault?.kind === 'delay') await pause(fault.ms, closing)
    if (fault?.kind === 'then') await fault.run()
    const answer = answerTo(request, body, control, fault)
    const headers = fault?.kind === 'html' ? answer.headers : { ...answer.headers, ...ids, server: 'AmazonS3' }
    if (fault?.kind !== 'lostResponse') entry.status = answer.status
    entry.bytesSent = sendFaulty({ ...answer, headers }, fault, incoming, response)
  }
}

function answerTo(request: S3Request, body: Buffer, state: S3State, fault: Fault | undefined): Answer {
  if (fault?.kind === 'html') return CAPTIVE_PORTAL
  if (fault?.kind !== 'status') return operate(request, body, state)
  const { status, code, message = code, headers = {} } = fault
  return s3Error(status, code, message, { headers })
}
