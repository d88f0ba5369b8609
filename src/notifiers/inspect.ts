import { once } from 'node:events'
import { connect } from 'node:net'
import { regionOf } from '../aws/client-config.js'
import { explainAwsError, notAws } from '../aws/errors.js'
import { hideCredentials } from '../aws/hide-credentials.js'
import { knownError } from '../core/errors.js'
import type { AwsSettings, World } from '../core/ports.js'
import { regionOfAddress } from './addresses.js'
import { deliveryConfig } from './aws-delivery.js'
import type { EventBridgeTarget, NotifyTarget, SnsTarget, WebhookTarget } from './targets.js'

/** Looks at a target without sending. Rejects with a known error where it is not there, or may not be seen. */
export async function inspectTarget(target: NotifyTarget, settings: AwsSettings, world: World): Promise<void> {
  switch (target.kind) {
    case 'sns':
      return await inspectTopic(target, world)
    case 'eventbridge':
      return await inspectBus(target, settings, world)
    case 'webhook':
      return await inspectWebhook(target, world)
  }
}

async function inspectTopic(target: SnsTarget, world: World): Promise<void> {
  const { GetTopicAttributesCommand, SNSClient } = await import('@aws-sdk/client-sns')
  const { topic } = target
  const client = new SNSClient(deliveryConfig(regionOfAddress(topic), target, world))
  client.middlewareStack.add(hideCredentials, { step: 'deserialize', priority: 'high' })
  const attempt = { action: 'sns:GetTopicAttributes', resource: topic, signal: world.signal }
  try {
    const command = new GetTopicAttributesCommand({ TopicArn: topic })
    const { Attributes } = await client.send(command, { abortSignal: AbortSignal.any([world.signal]) })
    if (Attributes === undefined) throw notAws(`${attempt.action} on ${topic}`)
  } catch (error) {
    throw absent(error, 'NotFoundException', 'topic') ?? explainAwsError(error, attempt)
  } finally {
    client.destroy()
  }
}

async function inspectBus(target: EventBridgeTarget, settings: AwsSettings, world: World): Promise<void> {
  const { DescribeEventBusCommand, EventBridgeClient } = await import('@aws-sdk/client-eventbridge')
  const { bus } = target
  const region = regionOfAddress(bus) ?? regionOf(settings.region, world)
  const client = new EventBridgeClient(deliveryConfig(region, target, world))
  client.middlewareStack.add(hideCredentials, { step: 'deserialize', priority: 'high' })
  const resource = bus.startsWith('arn:') ? bus : `event bus ${bus}`
  const attempt = { action: 'events:DescribeEventBus', resource, signal: world.signal }
  try {
    const command = new DescribeEventBusCommand({ Name: bus })
    const { Name } = await client.send(command, { abortSignal: AbortSignal.any([world.signal]) })
    if (Name === undefined) throw notAws(`${attempt.action} on ${resource}`)
  } catch (error) {
    throw absent(error, 'ResourceNotFoundException', 'event bus') ?? explainAwsError(error, attempt)
  } finally {
    client.destroy()
  }
}

function absent(error: unknown, name: string, what: string): Error | null {
  if (!(error instanceof Error) || error.name !== name) return null
  const hint = 'check the name in the config, its account and its region'
  return knownError('data', `there is no such ${what}`, { hint, cause: error })
}

/** Opens a connection and closes it: whether a token is right, only a message could tell. */
async function inspectWebhook({ url }: WebhookTarget, { signal }: World): Promise<void> {
  const { hostname, port, protocol, host } = new URL(url)
  const socket = connect({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || (protocol === 'http:' ? 80 : 443)) })
  try {
    await once(socket, 'connect', { signal })
  } catch (cause) {
    signal.throwIfAborted()
    const code = cause instanceof Error && 'code' in cause ? cause.code : cause
    throw knownError('network', `${host} can't be reached: ${code}`, {
      hint: 'check the address, the network and its firewalls',
      cause,
    })
  } finally {
    socket.destroy()
  }
}
