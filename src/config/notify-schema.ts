import { z } from 'zod'
import { NOTIFIED, type NotifiedEvent } from '../core/notification.js'
import { isEventBus, isTopicArn, webhookProblem } from '../notifiers/addresses.js'
import { type Delivery, type NotifyTarget, WEBHOOK_FORMATS } from '../notifiers/targets.js'
import { duration } from './quantities.js'

// Every message here ends with its fix in parentheses: others show the value, and these values may be secrets.

const EVENTS = `choose from ${NOTIFIED.join(', ')}`
const event = z.enum(NOTIFIED, { error: `is no event (${EVENTS})` })
const DEFAULT_EVENTS: readonly NotifiedEvent[] = ['drifted', 'inconclusive', 'error', 'failed']

const text = z.string({ error: 'must be text (quote it)' })

const url = text.superRefine((value, context) => {
  const problem = webhookProblem(value)
  if (problem !== null) context.addIssue(problem)
})

const OWN_HEADER = /^(content-(type|length|encoding)|host|user-agent|transfer-encoding|connection|x-ctrain-.*)$/i
const header = text.regex(/^[\t\x20-\x7e\x80-\xff]+$/, 'can’t be the value of a header (write one line of Latin letters)')
const headers = z
  .record(z.string(), header, { error: `must be a mapping (write { Authorization: "Bearer \${TOKEN}" })` })
  .superRefine((given, context) => {
    for (const name of Object.keys(given)) {
      if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) context.addIssue({ code: 'custom', path: [name], message: NO_HEADER })
      else if (OWN_HEADER.test(name)) context.addIssue({ code: 'custom', path: [name], message: 'is set by ctrain (remove it)' })
    }
  })
const NO_HEADER = 'can’t be the name of a header (use letters, digits and -)'

const TRIES = 'must be a whole number from 0 to 10 (write e.g. 3)'
const WAIT = 'must be from 0.1s to 30s (write e.g. 10s)'

const entry = z
  .strictObject(
    {
      on: z
        .union([event.transform((one) => [one]), z.array(event).min(1, `names no event (${EVENTS})`)], {
          error: `must be an event, or a list of events (${EVENTS})`,
        })
        .default([...DEFAULT_EVENTS])
        .describe(`What to tell of; one message per run tells of all that happened. Default: ${DEFAULT_EVENTS.join(', ')}.`),
      sns: text
        .refine(isTopicArn, 'is not the ARN of a topic (write arn:aws:sns:REGION:ACCOUNT:TOPIC)')
        .optional()
        .describe('ARN of an SNS topic, FIFO or not.'),
      eventbridge: text
        .refine(isEventBus, 'is no event bus (write default, the name of a bus, or its ARN)')
        .optional()
        .describe('Name or ARN of an EventBridge bus.'),
      webhook: url.optional().describe(`Address that messages are posted to, e.g. "\${SLACK_URL}"; https, unless on localhost.`),
      source: text
        .regex(/^(?!aws\.)[/.\-_A-Za-z0-9]{1,256}$/, 'can’t be the source of an event (write e.g. ctrain; aws. is for AWS)')
        .optional()
        .describe('Of EventBridge events. Default: `ctrain`.'),
      detail_type: text
        .min(1, 'must not be empty (remove it)')
        .max(128, 'is too long (it may have 128 characters)')
        .optional()
        .describe('Of EventBridge events. Default: `ctrain` and the event, e.g. `ctrain drifted`.'),
      format: z
        .enum(WEBHOOK_FORMATS, { error: `is no format (choose from ${WEBHOOK_FORMATS.join(', ')})` })
        .optional()
        .describe('Of webhook messages: json (the default), or slack for incoming webhooks of Slack and what is like it.'),
      secret: text
        .min(16, 'is too short to sign with (use at least 16 characters)')
        .optional()
        .describe('Signs webhook messages: header X-Ctrain-Signature.'),
      headers: headers.optional().describe('Further headers of webhook messages.'),
      timeout: duration
        .refine((ms) => ms >= 100 && ms <= 30_000, WAIT)
        .default(10_000)
        .describe('Time that one try may take. Default: 10s.'),
      retries: z
        .int(TRIES)
        .min(0, TRIES)
        .max(10, TRIES)
        .default(3)
        .describe('Further tries when the network or the receiver fails.'),
    },
    { error: 'must be a mapping (write e.g. { sns: ARN, on: [drifted] })' },
  )
  .superRefine((given, context) => {
    const kinds = KINDS.filter((kind) => given[kind] !== undefined)
    if (kinds.length === 0) context.addIssue(`names no target (add one of ${KINDS.join(', ')})`)
    if (kinds.length > 1) context.addIssue(`names ${kinds.join(' and ')} (make an entry of each)`)
    const [kind] = kinds
    if (kind === undefined || kinds.length > 1) return
    for (const [key, owner] of Object.entries(OPTIONS_OF)) {
      const isGiven = Object.entries(given).some(([name, value]) => name === key && value !== undefined)
      if (isGiven && owner !== kind) {
        context.addIssue({ code: 'custom', path: [key], message: `belongs to ${owner}, not to ${kind} (remove it)` })
      }
    }
  })
  .transform(({ on, timeout, retries, ...given }): NotifyEntry => ({ on, target: targetOf(given, { timeout, retries }) }))

const KINDS = ['sns', 'eventbridge', 'webhook'] as const
const OPTIONS_OF = {
  source: 'eventbridge',
  detail_type: 'eventbridge',
  format: 'webhook',
  secret: 'webhook',
  headers: 'webhook',
} as const

/** Whom to tell of what. */
export interface NotifyEntry {
  readonly on: readonly NotifiedEvent[]
  readonly target: NotifyTarget
}

export const notifySchema = z.array(entry, { error: 'must be a list (write - sns: ARN, and so on)' })

interface Given {
  readonly sns?: string | undefined
  readonly eventbridge?: string | undefined
  readonly webhook?: string | undefined
  readonly source?: string | undefined
  readonly detail_type?: string | undefined
  readonly format?: (typeof WEBHOOK_FORMATS)[number] | undefined
  readonly secret?: string | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
}

/** That there is one and only one target has been checked. */
function targetOf(given: Given, delivery: Delivery): NotifyTarget {
  const { sns, eventbridge, webhook = '' } = given
  if (sns !== undefined) return { kind: 'sns', topic: sns, ...delivery }
  if (eventbridge !== undefined) {
    const { source = 'ctrain', detail_type: detailType = null } = given
    return { kind: 'eventbridge', bus: eventbridge, source, detailType, ...delivery }
  }
  const { format = 'json', secret = null, headers = {} } = given
  return { kind: 'webhook', url: webhook, format, secret, headers, ...delivery }
}
