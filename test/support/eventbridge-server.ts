import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { type Answer, type Handler, headersOf, type LocalServer, listen, pause, readBody, reset, send } from './http-server.js'

/** What goes wrong with one call. */
export type BusFault =
  | { readonly kind: 'status'; readonly status: number; readonly type: string; readonly message?: string }
  /** HTTP 200, and the entry is refused. */
  | { readonly kind: 'entry'; readonly code: string; readonly message?: string }
  | { readonly kind: 'page'; readonly status: number; readonly text: string }
  | { readonly kind: 'reset' }
  | { readonly kind: 'delay'; readonly ms: number }

export type PutEntry = z.output<typeof Entry>

/** A local EventBridge that keeps what is put, with the limits of the real one; any signature is accepted. */
export interface EventBridgeServer extends LocalServer {
  readonly events: readonly PutEntry[]
  /** Calls, retries included. */
  readonly calls: number
  /** Operations that were called. */
  readonly actions: readonly string[]
  onRequest: (() => BusFault | undefined) | undefined
  /** Forgets everything, and answers as usual. */
  clear(): void
}

export async function startEventBridge(): Promise<EventBridgeServer> {
  const state: State = { events: [], actions: [], calls: 0, onRequest: undefined }
  const clear = () => {
    state.events.length = 0
    state.actions.length = 0
    state.calls = 0
    state.onRequest = undefined
  }
  return Object.assign(state, await listen(handler(state)), { clear })
}

interface State {
  readonly events: PutEntry[]
  readonly actions: string[]
  calls: number
  onRequest: (() => BusFault | undefined) | undefined
}

function handler(state: State): Handler {
  return async (incoming, response, closing) => {
    const body = (await readBody(incoming)).toString()
    state.calls += 1
    const fault = state.onRequest?.()
    if (fault?.kind === 'reset') return reset(incoming)
    if (fault?.kind === 'delay') await pause(fault.ms, closing)
    const headers = headersOf(incoming)
    const operation = headers['x-amz-target']?.split('.')[1] ?? ''
    state.actions.push(operation)
    const isKnown = ['PutEvents', 'DescribeEventBus'].includes(operation) && headers['authorization'] !== undefined
    const unknown = refuse(400, 'UnknownOperationException', 'unknown')
    send(isKnown ? answerTo(operation, body, state, fault) : unknown, incoming, response)
  }
}

const Entry = z.strictObject({
  EventBusName: z.string(),
  Source: z.string().regex(/^(?!aws\.)/),
  DetailType: z.string().max(128),
  Detail: z.string(),
  Time: z.number(),
})
const Request = z.strictObject({ Entries: z.tuple([Entry]) })

const MOST_BYTES = 262_144

function answerTo(operation: string, body: string, { events }: State, fault: BusFault | undefined): Answer {
  if (fault?.kind === 'page')
    return { status: fault.status, headers: { 'content-type': 'text/html' }, body: Buffer.from(fault.text) }
  if (fault?.kind === 'status') return refuse(fault.status, fault.type, fault.message ?? fault.type)
  if (fault?.kind === 'entry') return refuseEntry(fault.code, fault.message ?? fault.code)
  if (operation === 'DescribeEventBus') return describe(JSON.parse(body).Name)
  const parsed = Request.safeParse(JSON.parse(body))
  if (!parsed.success) return refuse(400, 'ValidationException', parsed.error.message)
  const [entry] = parsed.data.Entries
  if (Buffer.byteLength(entry.Detail) > MOST_BYTES)
    return refuse(400, 'ValidationException', 'Total size of the entries is too large')
  events.push(entry)
  return json(200, { FailedEntryCount: 0, Entries: [{ EventId: randomUUID() }] })
}

/** Every name is that of a bus, but for those with `absent` in them. */
function describe(name: string): Answer {
  if (name.includes('absent')) return refuse(400, 'ResourceNotFoundException', `Event bus ${name} does not exist.`)
  return json(200, { Name: name, Arn: `arn:aws:events:eu-west-1:123456789012:event-bus/${name}` })
}

function refuseEntry(code: string, message: string): Answer {
  return json(200, { FailedEntryCount: 1, Entries: [{ ErrorCode: code, ErrorMessage: message }] })
}

function refuse(status: number, type: string, message: string): Answer {
  return json(status, { __type: type, message })
}

function json(status: number, body: unknown): Answer {
  const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': randomUUID() }
  return { status, headers, body: Buffer.from(JSON.stringify(body)) }
}
