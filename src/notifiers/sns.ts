import { createHash } from 'node:crypto'
import { type MessageAttributeValue, PublishCommand } from '@aws-sdk/client-sns'
import { explainAwsError, notAws } from '../aws/errors.js'
import { knownError } from '../core/errors.js'
import type { Notification, Notifier } from '../core/notification.js'
import { bodyText } from '../core/notification-body.js'
import { plainText, summaryOf } from '../core/notification-summary.js'
import type { World } from '../core/ports.js'
import { createSns } from './sns-client.js'
import type { SnsTarget } from './targets.js'

/** A topic: JSON for programs, plain text for subscribers by e-mail. */
export function snsTopic(target: SnsTarget, world: World): Notifier {
  const { topic } = target
  const client = createSns(target, world)
  const attempt = { action: 'sns:Publish', resource: topic, signal: world.signal }
  return {
    target: `sns ${topic}`,
    async send(notification) {
      const command = new PublishCommand({ TopicArn: topic, ...messageOf(notification), ...orderOf(topic, notification) })
      try {
        const { MessageId } = await client.send(command, { abortSignal: AbortSignal.any([world.signal]) })
        if (MessageId === undefined) throw notAws(`${attempt.action} on ${topic}`)
      } catch (error) {
        throw topicProblem(error, topic) ?? explainAwsError(error, attempt)
      }
    },
    close: () => client.destroy(),
  }
}

function messageOf(notification: Notification) {
  const { event, events, model, isTest, evaluation } = notification
  const { title } = summaryOf(notification)
  return {
    Subject: subjectOf(title),
    MessageStructure: 'json',
    Message: JSON.stringify({ default: bodyText(notification), email: plainText(notification), sms: title }),
    MessageAttributes: {
      event: text(event),
      events: { DataType: 'String.Array', StringValue: JSON.stringify(events) },
      isTest: text(String(isTest)),
      ...(model !== '' && { model: text(model) }),
      ...(evaluation.verdict !== null && { verdict: text(evaluation.verdict) }),
    },
  }
}

/** SNS takes up to 100 printable ASCII characters. */
function subjectOf(title: string): string {
  const ascii = title.replaceAll(/[^\x20-\x7e]/gu, '?')
  return ascii.length <= 100 ? ascii : `${ascii.slice(0, 97)}...`
}

function text(value: string): MessageAttributeValue {
  return { DataType: 'String', StringValue: value }
}

/** A FIFO topic keeps the order of each model's messages, and drops one that is sent again. */
function orderOf(topic: string, notification: Notification) {
  if (!topic.endsWith('.fifo')) return {}
  return {
    MessageGroupId: encodeURIComponent(notification.model).slice(0, 128) || 'ctrain',
    MessageDeduplicationId: createHash('sha256').update(bodyText(notification)).digest('hex'),
  }
}

function topicProblem(error: unknown, topic: string): Error | null {
  if (!(error instanceof Error)) return null
  if (error.name === 'NotFoundException') {
    return knownError('data', `there is no such topic: ${topic}`, {
      hint: 'check the ARN in the config, its account and its region',
      cause: error,
    })
  }
  if (!/^KMS/.test(error.name)) return null
  return knownError('permission', `sns:Publish on ${topic}: ${error.name}: ${error.message}`, {
    hint: 'the topic is encrypted (SSE-KMS): allow kms:GenerateDataKey and kms:Decrypt on its key, in the policies of the role and of the key',
    cause: error,
  })
}
