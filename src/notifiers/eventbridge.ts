import { PutEventsCommand, type PutEventsResultEntry } from '@aws-sdk/client-eventbridge'
import { explainAwsError, notAws } from '../aws/errors.js'
import { knownError } from '../core/errors.js'
import type { Notification, Notifier } from '../core/notification.js'
import { bodyText } from '../core/notification-body.js'
import { oneLine } from '../core/one-line.js'
import type { AwsSettings, World } from '../core/ports.js'
import { resourceOfBus } from './addresses.js'
import { createEventBridge } from './eventbridge-client.js'
import { type FailedTry, triesText, withRetries } from './retries.js'
import type { EventBridgeTarget } from './targets.js'

/** An event bus: the message is the detail of an event. */
export function eventBus(target: EventBridgeTarget, settings: AwsSettings, world: World): Notifier {
  const { bus, source, detailType } = target
  const client = createEventBridge(target, settings, world)
  const resource = resourceOfBus(target)
  const attempt = { action: 'events:PutEvents', resource, signal: world.signal }
  const put = async (notification: Notification): Promise<FailedTry | null> => {
    const entry = {
      EventBusName: bus,
      Source: source,
      DetailType: detailType ?? `ctrain ${notification.event}`,
      Detail: bodyText(notification),
      Time: new Date(notification.at),
    }
    try {
      const answer = await client.send(new PutEventsCommand({ Entries: [entry] }), {
        abortSignal: AbortSignal.any([world.signal]),
      })
      const [result] = answer.Entries ?? []
      if (answer.FailedEntryCount === undefined || result === undefined) throw notAws(`${attempt.action} on ${resource}`)
      return answer.FailedEntryCount === 0 ? null : failedEntry(result, resource)
    } catch (error) {
      throw explainAwsError(error, attempt)
    }
  }
  return {
    target: `eventbridge ${bus}`,
    send: async (notification) => await withRetries(target.retries, async () => await put(notification), world.signal),
    close: () => client.destroy(),
  }
}

/** EventBridge answers 200 and refuses the event all the same. */
function failedEntry(
  { ErrorCode = 'unknown error', ErrorMessage = 'no message' }: PutEventsResultEntry,
  resource: string,
): FailedTry {
  const says = `${oneLine(ErrorCode, 100)}: ${oneLine(ErrorMessage, 300)}`
  const isDenied = /AccessDenied|NotAuthorized/.test(ErrorCode)
  return {
    isPassing: /^(ThrottlingException|InternalFailure|InternalException|ServiceUnavailable)/.test(ErrorCode),
    wait: null,
    error: (tries) =>
      knownError(isDenied ? 'permission' : 'aws', `events:PutEvents on ${resource} failed: ${says}${triesText(tries)}`, {
        hint: isDenied
          ? 'allow events:PutEvents on this bus in the policies of the role and of the bus'
          : 'check the name of the bus, its account and its region',
      }),
  }
}
