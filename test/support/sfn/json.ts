import type { Answer } from '../http-server.js'

export type Body = Readonly<Record<string, unknown>>

/** The body of an AWS JSON 1.0 call; null when it is no JSON object. */
export function parseBody(text: string): Body | null {
  const value = parseJson(text === '' ? '{}' : text)
  return isObject(value) ? value : null
}

export function isJson(text: string): boolean {
  return parseJson(text) !== undefined
}

export function ok(result: Body): Answer {
  return json(200, result)
}

/** An error as Step Functions words it. */
export function refuse(type: string, message: string, status = 400): Answer {
  return json(status, { __type: `${NAMESPACES[type] ?? 'com.amazonaws.swf.service.v2.model'}#${type}`, message })
}

export function invalid(field: string, constraint: string): Answer {
  const message = `1 validation error detected: Value at '${field}' failed to satisfy constraint: ${constraint}`
  return refuse('ValidationException', message)
}

/** A text field; undefined when it is absent. Other types never leave the SDK. */
export function textOf(body: Body, field: string): string | undefined {
  const value = body[field]
  return typeof value === 'string' ? value : undefined
}

/** Epoch seconds with a fraction, the timestamps of AWS JSON. */
export function seconds(date: Date): number {
  return date.getTime() / 1000
}

const NAMESPACES: Readonly<Record<string, string>> = {
  AccessDeniedException: 'com.amazon.coral.service',
  MissingAuthenticationTokenException: 'com.amazon.coral.service',
  SerializationException: 'com.amazon.coral.service',
  ThrottlingException: 'com.amazon.coral.availability',
  UnknownOperationException: 'com.amazon.coral.service',
  ValidationException: 'com.amazon.coral.validate',
}

function json(status: number, body: Body): Answer {
  return { status, headers: { 'content-type': 'application/x-amz-json-1.0' }, body: Buffer.from(JSON.stringify(body)) }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isObject(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
