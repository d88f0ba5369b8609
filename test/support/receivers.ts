import { afterAll, beforeAll, beforeEach } from 'vitest'
import type { Evaluation } from '../../src/core/evaluation.js'
import type { Notification } from '../../src/core/notification.js'
import { eventsOf, notificationOf } from '../../src/core/notification-events.js'
import { SCENARIOS } from '../reporters/scenarios.js'
import { type EventBridgeServer, startEventBridge } from './eventbridge-server.js'
import { type SnsServer, startSns } from './sns-server.js'
import { startWebhook, type WebhookServer } from './webhook-server.js'

export const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:drift'

export interface Receivers {
  readonly sns: SnsServer
  readonly bus: EventBridgeServer
  readonly webhook: WebhookServer
  /** Another receiver, to which nothing should come by itself. */
  readonly other: WebhookServer
}

/** Stand-ins of every kind of target for all tests of a file; this process's SDK is pointed at them. */
export function useReceivers(): () => Receivers {
  let receivers: Receivers | undefined
  const get = () => {
    if (receivers === undefined) throw new Error('the stand-ins are not up yet')
    return receivers
  }
  beforeAll(async () => {
    receivers = {
      sns: await startSns(),
      bus: await startEventBridge(),
      webhook: await startWebhook(),
      other: await startWebhook(),
    }
    receivers.sns.topics.add(TOPIC).add(`${TOPIC}.fifo`)
    Object.assign(process.env, {
      AWS_ENDPOINT_URL_SNS: receivers.sns.url,
      AWS_ENDPOINT_URL_EVENTBRIDGE: receivers.bus.url,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_REGION: 'eu-west-1',
    })
  })
  beforeEach(() => {
    const { sns, bus, webhook, other } = get()
    sns.clear()
    bus.clear()
    webhook.clear()
    other.clear()
  })
  afterAll(async () => {
    const { sns, bus, webhook, other } = get()
    for (const server of [sns, bus, webhook, other]) await server.close()
  })
  return get
}

/** The evaluation of a reporter's scenario. */
export function scenario(name: string): Evaluation {
  const [evaluation] = SCENARIOS[name]?.evaluations ?? []
  if (evaluation === undefined) throw new Error(`there is no scenario ${name}`)
  return evaluation
}

/** What a run with this evaluation tells. */
export function notificationFor(evaluation: Evaluation): Notification {
  const notification = notificationOf(eventsOf(evaluation), evaluation, new Date('2026-11-15T06:00:01Z'))
  if (notification === null) throw new Error('nothing happened in this evaluation')
  return notification
}
