import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { type Answer, type Handler, headersOf, type LocalServer, listen, pause, readBody, reset, send } from './http-server.js'

/** What goes wrong with one call. */
export type SnsFault =
  | { readonly kind: 'status'; readonly status: number; readonly code: string; readonly message?: string }
  /** What a proxy says instead of SNS. */
  | { readonly kind: 'page'; readonly status: number; readonly text: string }
  | { readonly kind: 'reset' }
  /** The message is taken, then the connection is cut instead of an answer. */
  | { readonly kind: 'lostResponse' }
  | { readonly kind: 'delay'; readonly ms: number }

export interface PublishedMessage {
  readonly topic: string
  readonly subject: string
  /** As each protocol gets it; `default` is for all others. */
  readonly texts: Readonly<Record<string, string>>
  readonly attributes: Readonly<Record<string, { readonly type: string; readonly value: string }>>
  readonly groupId: string | null
  readonly deduplicationId: string | null
}

/** A local SNS that keeps what is published, with the limits of the real one; any signature is accepted. */
export interface SnsServer extends LocalServer {
  readonly topics: Set<string>
  readonly messages: readonly PublishedMessage[]
  /** Calls, retries included. */
  readonly calls: number
  /** What was called, and on which topic. */
  readonly actions: readonly { readonly action: string; readonly topic: string }[]
  onRequest: (() => SnsFault | undefined) | undefined
  /** Forgets everything, and answers as usual. */
  clear(): void
}

export async function startSns(): Promise<SnsServer> {
  const state: State = { topics: new Set(), messages: [], actions: [], calls: 0, onRequest: undefined }
  const clear = () => {
    state.messages.length = 0
    state.actions.length = 0
    state.calls = 0
    state.onRequest = undefined
  }
  return Object.assign(state, await listen(handler(state)), { clear })
}

interface State {
  readonly topics: Set<string>
  readonly messages: PublishedMessage[]
  readonly actions: { readonly action: string; readonly topic: string }[]
  calls: number
  onRequest: (() => SnsFault | undefined) | undefined
}

function handler(state: State): Handler {
  return async (incoming, response, closing) => {
    const form = new URLSearchParams((await readBody(incoming)).toString())
    state.calls += 1
    state.actions.push({ action: form.get('Action') ?? '', topic: form.get('TopicArn') ?? '' })
    const fault = state.onRequest?.()
    if (fault?.kind === 'reset') return reset(incoming)
    if (fault?.kind === 'delay') await pause(fault.ms, closing)
    const isSigned = headersOf(incoming)['authorization'] !== undefined
    const answer = answerTo(form, isSigned, state, fault)
    if (fault?.kind === 'lostResponse') return reset(incoming)
    send(answer, incoming, response)
  }
}

function answerTo(form: URLSearchParams, isSigned: boolean, state: State, fault: SnsFault | undefined): Answer {
  if (fault?.kind === 'page')
    return { status: fault.status, headers: { 'content-type': 'text/html' }, body: Buffer.from(fault.text) }
  if (fault?.kind === 'status') return refuse(fault.status, fault.code, fault.message ?? fault.code)
  if (!isSigned) return refuse(403, 'MissingAuthenticationToken', 'Request is missing Authentication Token')
  return form.get('Action') === 'GetTopicAttributes' ? attributes(form, state) : publish(form, state)
}

function attributes(form: URLSearchParams, { topics }: State): Answer {
  const topic = form.get('TopicArn') ?? ''
  if (!topics.has(topic)) return refuse(404, 'NotFound', 'Topic does not exist')
  const entry = `<entry><key>TopicArn</key><value>${topic}</value></entry>`
  const result = `<GetTopicAttributesResult><Attributes>${entry}</Attributes></GetTopicAttributesResult>`
  return xml(200, `<GetTopicAttributesResponse>${result}</GetTopicAttributesResponse>`)
}

const MOST_BYTES = 262_144

function publish(form: URLSearchParams, { topics, messages }: State): Answer {
  const {
    TopicArn = '',
    Subject = '',
    Message = '',
    MessageStructure,
    MessageGroupId,
    MessageDeduplicationId,
  } = Object.fromEntries(form)
  if (!topics.has(TopicArn)) return refuse(404, 'NotFound', 'Topic does not exist')
  if (Buffer.byteLength(Message) > MOST_BYTES) return invalid('Message too long')
  if (!/^[\x21-\x7e][\x20-\x7e]{0,99}$/.test(Subject)) return invalid('Subject')
  if (TopicArn.endsWith('.fifo') !== (MessageGroupId !== undefined)) return invalid('The MessageGroupId parameter is required')
  const texts = MessageStructure === 'json' ? Texts.safeParse(JSON.parse(Message)).data : { default: Message }
  if (texts === undefined) return invalid('Message Structure - No default entry in JSON message body')
  const message = {
    topic: TopicArn,
    subject: Subject,
    texts,
    attributes: attributesOf(form),
    groupId: MessageGroupId ?? null,
    deduplicationId: MessageDeduplicationId ?? null,
  }
  const isKnown = messages.some(({ deduplicationId }) => deduplicationId !== null && deduplicationId === message.deduplicationId)
  if (!isKnown) messages.push(message)
  return xml(200, `<PublishResponse><PublishResult><MessageId>${randomUUID()}</MessageId></PublishResult></PublishResponse>`)
}

const Texts = z.record(z.string(), z.string()).refine((texts) => texts['default'] !== undefined)

function attributesOf(form: URLSearchParams): PublishedMessage['attributes'] {
  const attribute = (index: number): [string, { type: string; value: string }][] => {
    const prefix = `MessageAttributes.entry.${index}`
    const name = form.get(`${prefix}.Name`)
    if (name === null) return []
    const part = (field: string) => form.get(`${prefix}.Value.${field}`) ?? ''
    return [[name, { type: part('DataType'), value: part('StringValue') }], ...attribute(index + 1)]
  }
  return Object.fromEntries(attribute(1))
}

function invalid(message: string): Answer {
  return refuse(400, 'InvalidParameter', `Invalid parameter: ${message}`)
}

function refuse(status: number, code: string, message: string): Answer {
  const error = `<Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error>`
  return xml(status, `<ErrorResponse>${error}<RequestId>${randomUUID()}</RequestId></ErrorResponse>`)
}

function xml(status: number, body: string): Answer {
  const headers = { 'content-type': 'text/xml', 'x-amzn-requestid': randomUUID() }
  return { status, headers, body: Buffer.from(body) }
}
