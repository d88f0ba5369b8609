import { once } from 'node:events'
import { connect } from 'node:net'
import { explainAwsError, notAws } from '../aws/errors.js'
import type { Attempt } from '../aws/explanations.js'
import { knownError } from '../core/errors.js'
import type { AwsSettings, World } from '../core/ports.js'
import { resourceOfBus } from './addresses.js'
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
  const [{ GetTopicAttributesCommand }, { createSns }] = await Promise.all([
    import('@aws-sdk/client-sns'),
    import('./sns-client.js'),
  ])
  const client = createSns(target, world)
  const command = new GetTopicAttributesCommand({ TopicArn: target.topic })
  const call = async (abortSignal: AbortSignal) => (await client.send(command, { abortSignal })).Attributes
  const attempt = { action: 'sns:GetTopicAttributes', resource: target.topic, signal: world.signal }
  await inspect(call, attempt, { name: 'NotFoundException', what: 'topic' }).finally(() => client.destroy())
}

async function inspectBus(target: EventBridgeTarget, settings: AwsSettings, world: World): Promise<void> {
  const [{ DescribeEventBusCommand }, { createEventBridge }] = await Promise.all([
    import('@aws-sdk/client-eventbridge'),
    import('./eventbridge-client.js'),
  ])
  const client = createEventBridge(target, settings, world)
  const command = new DescribeEventBusCommand({ Name: target.bus })
  const call = async (abortSignal: AbortSignal) => (await client.send(command, { abortSignal })).Name
  const attempt = { action: 'events:DescribeEventBus', resource: resourceOfBus(target), signal: world.signal }
  await inspect(call, attempt, { name: 'ResourceNotFoundException', what: 'event bus' }).finally(() => client.destroy())
}

/** An answer without what was asked for is not one of AWS. */
async function inspect(
  call: (signal: AbortSignal) => Promise<unknown>,
  attempt: Attempt,
  missing: { readonly name: string; readonly what: string },
): Promise<void> {
  try {
    if ((await call(AbortSignal.any([attempt.signal]))) === undefined) throw notAws(`${attempt.action} on ${attempt.resource}`)
  } catch (error) {
    throw absent(error, missing.name, missing.what) ?? explainAwsError(error, attempt)
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
