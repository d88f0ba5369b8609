import type { Notifier } from '../core/notification.js'
import type { AwsSettings, World } from '../core/ports.js'
import type { EventBridgeTarget, NotifyTarget, SnsTarget, WebhookTarget } from './targets.js'

/** What carries messages, by the kind of the target, loaded when used. */
export const NOTIFIERS = {
  sns: async (target: SnsTarget, _settings: AwsSettings, world: World): Promise<Notifier> =>
    (await import('./sns.js')).snsTopic(target, world),
  eventbridge: async (target: EventBridgeTarget, settings: AwsSettings, world: World): Promise<Notifier> =>
    (await import('./eventbridge.js')).eventBus(target, settings, world),
  webhook: async (target: WebhookTarget, _settings: AwsSettings, world: World): Promise<Notifier> =>
    (await import('./webhook.js')).webhook(target, world),
} as const

export async function openNotifier(target: NotifyTarget, settings: AwsSettings, world: World): Promise<Notifier> {
  switch (target.kind) {
    case 'sns':
      return await NOTIFIERS.sns(target, settings, world)
    case 'eventbridge':
      return await NOTIFIERS.eventbridge(target, settings, world)
    case 'webhook':
      return await NOTIFIERS.webhook(target, settings, world)
  }
}
