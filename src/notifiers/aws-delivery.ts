import { clientConfig } from '../aws/client-config.js'
import type { World } from '../core/ports.js'
import type { Delivery } from './targets.js'

/** Settings of an AWS client that sends one message. */
export function deliveryConfig(region: string | undefined, { timeout, retries }: Delivery, world: World) {
  const config = clientConfig(region, world)
  const { requestHandler } = config
  const connectionTimeout = Math.min(requestHandler.connectionTimeout, timeout)
  return {
    ...config,
    maxAttempts: retries + 1,
    requestHandler: { ...requestHandler, connectionTimeout, socketTimeout: timeout, requestTimeout: timeout },
  }
}
