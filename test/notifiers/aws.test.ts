import { describe, expect, it } from 'vitest'
import { libraryWorld } from '../../src/cli/io.js'
import { interrupted } from '../../src/core/errors.js'
import type { Notification } from '../../src/core/notification.js'
import type { World } from '../../src/core/ports.js'
import { openNotifier } from '../../src/notifiers/index.js'
import type { NotifyTarget } from '../../src/notifiers/targets.js'
import { notificationFor, scenario, TOPIC, useReceivers } from '../support/receivers.js'

const receivers = useReceivers()
const drifted = notificationFor(scenario('drifted'))

const TOPIC_TARGET: NotifyTarget = { kind: 'sns', topic: TOPIC, timeout: 5_000, retries: 2 }
const BUS_TARGET: NotifyTarget = {
  kind: 'eventbridge',
  bus: 'default',
  source: 'ctrain',
  detailType: null,
  timeout: 5_000,
  retries: 2,
}

async function send(target: NotifyTarget, notification: Notification = drifted, world: Partial<World> = {}): Promise<unknown> {
  const notifier = await openNotifier(target, { region: 'eu-west-1' }, libraryWorld('1.2.3', world))
  try {
    await notifier.send(notification)
    return null
  } catch (error) {
    return error
  } finally {
    await notifier.close()
  }
}

/** Fails so many times, then not. */
function failing<Fault>(times: number, fault: Fault): () => Fault | undefined {
  let calls = 0
  return () => (calls++ < times ? fault : undefined)
}

const page = { kind: 'page', status: 200, text: '<html>sign in to the network</html>' } as const

describe('an SNS topic', () => {
  it('gets JSON for programs, text for e-mail, and attributes for filter policies', async () => {
    expect(await send(TOPIC_TARGET)).toBeNull()
    const [message] = receivers().sns.messages
    expect(message).toMatchObject({ topic: TOPIC, groupId: null, deduplicationId: null })
    expect(message?.subject).toBe('churn: drifted, the drop of 5.58 % is over the limit of 5 %')
    expect(message?.attributes).toEqual({
      event: { type: 'String', value: 'drifted' },
      events: { type: 'String.Array', value: '["drifted"]' },
      isTest: { type: 'String', value: 'false' },
      model: { type: 'String', value: 'churn' },
      verdict: { type: 'String', value: 'drifted' },
    })
    expect(JSON.parse(message?.texts['default'] ?? '')).toMatchObject({ schemaVersion: 1, event: 'drifted', model: 'churn' })
    expect(message?.texts['sms']).toBe(message?.subject)
    expect(message?.texts['email']).toContain(
      'verdict: drifted\nscore: 0.812 (roc_auc)\nproduction: 0.86\ndrop: 5.58 %, limit 5 %',
    )
  })

  it('gets a subject that SNS takes, whatever the model is called', async () => {
    const model = `Kündigung\n→ ${'x'.repeat(200)}`
    expect(await send(TOPIC_TARGET, notificationFor({ ...scenario('drifted'), model }))).toBeNull()
    const [message] = receivers().sns.messages
    expect(message?.subject).toMatch(/^K\?ndigung \? x+/)
    expect(message?.attributes['model']?.value).toBe(model)
  })

  it('gets a message that SNS takes, however many slices there are', async () => {
    const evaluation = scenario('drifted')
    const slices = Array.from({ length: 5_000 }, (_, index) =>
      evaluation.slices.slice(0, 1).map((slice) => ({ ...slice, name: `"slice" \\ ${index}` })),
    )
    expect(await send(TOPIC_TARGET, notificationFor({ ...evaluation, slices: slices.flat() }))).toBeNull()
    expect(JSON.parse(receivers().sns.messages[0]?.texts['default'] ?? '').slicesOmitted).toBeGreaterThan(4_000)
  })

  it('that is FIFO keeps the order of a model, and takes a repeated message once', async () => {
    receivers().sns.onRequest = failing(1, { kind: 'lostResponse' } as const)
    expect(await send({ ...TOPIC_TARGET, topic: `${TOPIC}.fifo` })).toBeNull()
    expect(receivers().sns.calls).toBe(2)
    expect(receivers().sns.messages).toHaveLength(1)
    expect(receivers().sns.messages[0]).toMatchObject({
      groupId: 'churn',
      deduplicationId: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
  })

  it.each([
    { kind: 'status', status: 500, code: 'InternalFailure' } as const,
    { kind: 'status', status: 400, code: 'Throttled' } as const,
    { kind: 'reset' } as const,
  ])('that fails once is tried again: %j', async (fault) => {
    receivers().sns.onRequest = failing(1, fault)
    expect(await send(TOPIC_TARGET)).toBeNull()
    expect(receivers().sns.calls).toBe(2)
  })

  it('that does not answer in time is tried as often as the config says', async () => {
    receivers().sns.onRequest = () => ({ kind: 'delay', ms: 60_000 })
    expect(await send({ ...TOPIC_TARGET, timeout: 200, retries: 1 })).toMatchObject({ kind: 'network' })
    expect(receivers().sns.calls).toBe(2)
  })

  it('that may not be published to names the action and the topic', async () => {
    receivers().sns.onRequest = () => ({ kind: 'status', status: 403, code: 'AuthorizationError', message: 'not authorized' })
    expect(await send(TOPIC_TARGET)).toMatchObject({
      kind: 'permission',
      message: expect.stringContaining(`sns:Publish on ${TOPIC}`),
      hint: 'allow sns:Publish on this resource in the policy of the role',
    })
  })

  it('that is encrypted with a key which may not be used names the actions on the key', async () => {
    receivers().sns.onRequest = () => ({ kind: 'status', status: 400, code: 'KMSAccessDenied', message: 'no access to the key' })
    expect(await send(TOPIC_TARGET)).toMatchObject({ kind: 'permission', hint: expect.stringContaining('kms:GenerateDataKey') })
  })

  it('that does not exist is named', async () => {
    const topic = `${TOPIC}-gone`
    expect(await send({ ...TOPIC_TARGET, topic })).toMatchObject({ kind: 'data', message: `there is no such topic: ${topic}` })
  })

  it('behind a proxy that answers with its own page is not taken for SNS', async () => {
    receivers().sns.onRequest = () => page
    expect(await send(TOPIC_TARGET)).toMatchObject({
      kind: 'network',
      message: expect.stringContaining('the answer is not one of AWS'),
    })
  })
})

describe('an EventBridge bus', () => {
  it('gets the notification as the detail of an event', async () => {
    expect(await send(BUS_TARGET)).toBeNull()
    const [event] = receivers().bus.events
    expect(event).toMatchObject({ EventBusName: 'default', Source: 'ctrain', DetailType: 'ctrain drifted', Time: 1794722401 })
    expect(JSON.parse(event?.Detail ?? '')).toMatchObject({
      schemaVersion: 1,
      events: ['drifted'],
      evaluation: { verdict: 'drifted' },
    })
  })

  it('gets source and detail type of the config, at the bus of an ARN', async () => {
    const bus = 'arn:aws:events:us-east-1:123456789012:event-bus/ml'
    expect(await send({ ...BUS_TARGET, bus, source: 'com.example.ml', detailType: 'Model drift' })).toBeNull()
    expect(receivers().bus.events[0]).toMatchObject({ EventBusName: bus, Source: 'com.example.ml', DetailType: 'Model drift' })
  })

  it.each(['ThrottlingException', 'InternalFailure'])('that refuses the event for now (%s) is tried again', async (code) => {
    receivers().bus.onRequest = failing(1, { kind: 'entry', code } as const)
    expect(await send(BUS_TARGET)).toBeNull()
    expect(receivers().bus.calls).toBe(2)
    expect(receivers().bus.events).toHaveLength(1)
  })

  it('that refuses the event with HTTP 200 has not got it', async () => {
    receivers().bus.onRequest = () => ({ kind: 'entry', code: 'InvalidArgument', message: 'Parameter Detail is not valid' })
    expect(await send(BUS_TARGET)).toMatchObject({
      kind: 'aws',
      message: 'events:PutEvents on event bus default failed: InvalidArgument: Parameter Detail is not valid',
    })
    receivers().bus.onRequest = () => ({ kind: 'entry', code: 'InternalFailure' })
    expect(String(await send({ ...BUS_TARGET, retries: 1 }))).toContain('InternalFailure (after 2 attempts)')
    expect(receivers().bus.calls).toBe(3)
  })

  it.each([
    {
      kind: 'status',
      status: 400,
      type: 'AccessDeniedException',
      message: 'not authorized to perform: events:PutEvents',
    } as const,
    { kind: 'entry', code: 'NotAuthorizedForSourceException', message: 'Not authorized for the source.' } as const,
  ])('that may not be written to names the action: %j', async (fault) => {
    receivers().bus.onRequest = () => fault
    expect(await send(BUS_TARGET)).toMatchObject({
      kind: 'permission',
      message: expect.stringContaining('events:PutEvents on event bus default'),
      hint: expect.stringContaining('allow events:PutEvents on this'),
    })
  })

  it('behind a proxy that answers with its own page is not taken for EventBridge', async () => {
    receivers().bus.onRequest = () => page
    expect(await send(BUS_TARGET)).toMatchObject({
      kind: 'network',
      message: expect.stringContaining('the answer is not one of AWS'),
    })
  })

  it('stops at once when the run is interrupted', async () => {
    const controller = new AbortController()
    receivers().bus.onRequest = () => {
      controller.abort(interrupted())
      return { kind: 'entry', code: 'ThrottlingException' }
    }
    expect(await send({ ...BUS_TARGET, retries: 10 }, drifted, { signal: controller.signal })).toMatchObject({
      kind: 'interrupted',
    })
    expect(receivers().bus.calls).toBe(1)
  })
})
