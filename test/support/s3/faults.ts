import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Answer, reset, send } from '../http-server.js'
import type { S3Request } from './request.js'

/** What goes wrong with one request. Body faults count bytes of the response's body. */
export type Fault =
  /** An error answer; the operation is not applied. */
  | {
      readonly kind: 'status'
      readonly status: number
      readonly code: string
      readonly message?: string
      /** Further elements of the error, e.g. `{ StringToSign: '…' }`. */
      readonly elements?: Readonly<Record<string, string>>
      readonly headers?: Headers
    }
  /** The connection is cut before the operation is applied. */
  | { readonly kind: 'reset' }
  /** The operation is applied, then the connection is cut instead of an answer. */
  | { readonly kind: 'lostResponse' }
  /** The operation is applied, and its answer comes so late. */
  | { readonly kind: 'late'; readonly ms: number }
  /** The connection breaks after that many bytes of a body that was announced whole. */
  | { readonly kind: 'resetBody'; readonly after: number }
  /** That many bytes are missing at the end, and Content-Length agrees: looks complete. Without a checksum. */
  | { readonly kind: 'shortBody'; readonly bytes: number }
  /** Content-Range says that the body lies that many bytes further on. Needs a ranged request. */
  | { readonly kind: 'wrongRange'; readonly by: number }
  /** Content-Length promises so many bytes more (or fewer) than the body has; what is promised beyond it never comes. */
  | { readonly kind: 'wrongLength'; readonly by: number }
  /** Nothing follows after that many bytes, and the connection stays open. */
  | { readonly kind: 'stall'; readonly after: number }
  /** One byte is flipped, and the checksum is that of the right bytes. */
  | { readonly kind: 'corrupt'; readonly at: number }
  /** A captive portal: 200, and a page to log in. */
  | { readonly kind: 'html' }
  /** A page of something between here and S3 that shows what it was asked. */
  | { readonly kind: 'page'; readonly status: number; readonly render: (request: S3Request) => string }
  | { readonly kind: 'delay'; readonly ms: number }
  /** Changes the world just before the request is handled, e.g. overwrites an object between list and get. */
  | { readonly kind: 'then'; readonly run: () => void | Promise<void> }

export type FaultHook = (request: S3Request) => Fault | undefined

type Headers = Readonly<Record<string, string>>

export const SLOW_DOWN: Fault = { kind: 'status', status: 503, code: 'SlowDown', message: 'Please reduce your request rate.' }

export const INTERNAL_ERROR: Fault = {
  kind: 'status',
  status: 500,
  code: 'InternalError',
  message: 'We encountered an internal error. Please try again.',
}

export const CONDITIONAL_CONFLICT: Fault = {
  kind: 'status',
  status: 409,
  code: 'ConditionalRequestConflict',
  message: 'The conditional request cannot succeed due to a conflicting operation against this resource.',
}

/** The answer of S3 to a request in another region than the bucket's. */
export function permanentRedirect(region: string): Fault {
  return {
    kind: 'status',
    status: 301,
    code: 'PermanentRedirect',
    message: 'The bucket you are attempting to access must be addressed using the specified endpoint.',
    headers: { 'x-amz-bucket-region': region },
  }
}

/** The fault for the first requests that match, and none afterwards. */
export function firstTimes(times: number, fault: Fault, matches: (request: S3Request) => boolean = () => true): FaultHook {
  let left = times
  return (request) => (matches(request) && left-- > 0 ? fault : undefined)
}

/** Sends the answer as the fault spoils it; returns the number of body bytes. Without a body, body faults have no effect. */
export function sendFaulty(answer: Answer, fault: Fault | undefined, request: IncomingMessage, response: ServerResponse): number {
  if (fault?.kind === 'lostResponse') {
    reset(request)
    return 0
  }
  if (request.method === 'HEAD' || answer.body.length === 0) return send(answer, request, response)
  switch (fault?.kind) {
    case 'resetBody':
      return sendPart(answer, fault.after, response, () => response.destroy())
    case 'stall':
      return sendPart(answer, fault.after, response, () => {})
    case 'shortBody':
      return send(shorten(answer, fault.bytes), request, response)
    case 'corrupt':
      return send(corrupt(answer, fault.at), request, response)
    case 'wrongRange':
      return send(shift(answer, fault.by), request, response)
    case 'wrongLength':
      return sendWrongLength(answer, fault.by, response)
    default:
      return send(answer, request, response)
  }
}

export const CAPTIVE_PORTAL: Answer = {
  status: 200,
  headers: { 'content-type': 'text/html' },
  body: Buffer.from('<!DOCTYPE html><html><head><title>Welcome</title></head><body><h1>Please log in</h1></body></html>'),
}

function sendPart(answer: Answer, bytes: number, response: ServerResponse, then: () => void): number {
  const part = answer.body.subarray(0, bytes)
  response.writeHead(answer.status, { 'content-length': String(answer.body.length), ...answer.headers })
  response.flushHeaders()
  if (part.length === 0) setImmediate(then)
  else response.write(part, () => then())
  return part.length
}

function shorten(answer: Answer, bytes: number): Answer {
  const kept = Object.entries(answer.headers).filter(([name]) => !name.startsWith('x-amz-checksum-'))
  return { ...answer, headers: Object.fromEntries(kept), body: answer.body.subarray(0, Math.max(0, answer.body.length - bytes)) }
}

function corrupt(answer: Answer, at: number): Answer {
  const body = Buffer.from(answer.body)
  const byte = body[at]
  if (byte === undefined) throw new RangeError(`cannot corrupt byte ${at} of a body of ${body.length} bytes`)
  body[at] = byte ^ 0xff
  return { ...answer, body }
}

/** The header alone moves: what the body has is then not what the header says. */
function shift(answer: Answer, by: number): Answer {
  const [, first, last, total] = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(answer.headers['content-range'] ?? '') ?? []
  if (total === undefined) throw new Error('only the answer to a ranged request can have a wrong range')
  const range = `bytes ${Number(first) + by}-${Number(last) + by}/${total}`
  return { ...answer, headers: { ...answer.headers, 'content-range': range } }
}

/** Bytes beyond a length that was too small are garbage to the client's parser. */
function sendWrongLength(answer: Answer, by: number, response: ServerResponse): number {
  response.writeHead(answer.status, { ...answer.headers, 'content-length': String(answer.body.length + by) })
  response.write(answer.body, () => (by > 0 ? response.destroy() : response.end()))
  return answer.body.length
}
