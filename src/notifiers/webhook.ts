import { createHash, createHmac } from 'node:crypto'
import type { Notifier } from '../core/notification.js'
import { bodyText } from '../core/notification-body.js'
import type { World } from '../core/ports.js'
import { withRetries } from './retries.js'
import { slackText } from './slack.js'
import type { WebhookTarget } from './targets.js'
import { post } from './webhook-post.js'

/** An HTTP receiver. Messages carry an id that is the same over retries, and a signature where there is a secret. */
export function webhook(target: WebhookTarget, world: World): Notifier {
  return {
    target: `webhook ${new URL(target.url).host}`,
    async send(notification) {
      const body = target.format === 'slack' ? slackText(notification) : bodyText(notification)
      const delivery = createHash('sha256').update(body).digest('hex').slice(0, 32)
      const attempt = async () => {
        const seconds = Math.floor(world.now().getTime() / 1000)
        const headers = {
          ...target.headers,
          'content-type': 'application/json',
          'user-agent': `ctrain/${world.version}`,
          'x-ctrain-delivery': delivery,
          ...(target.secret !== null && { 'x-ctrain-signature': signature(target.secret, seconds, body) }),
        }
        return await post(target, { headers, body }, world)
      }
      await withRetries(target.retries, attempt, world.signal)
    },
    close() {},
  }
}

/** The time is signed, too, so that a receiver can refuse a message that somebody kept and sends again. */
function signature(secret: string, seconds: number, body: string): string {
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`
}
