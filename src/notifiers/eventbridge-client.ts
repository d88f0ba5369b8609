import { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { regionOf } from '../aws/client-config.js'
import { hideCredentials } from '../aws/hide-credentials.js'
import type { AwsSettings, World } from '../core/ports.js'
import { regionOfAddress } from './addresses.js'
import { deliveryConfig } from './aws-delivery.js'
import type { EventBridgeTarget } from './targets.js'

/** A client in the region of the bus; of one that has only a name, in that of the settings. */
export function createEventBridge(target: EventBridgeTarget, settings: AwsSettings, world: World): EventBridgeClient {
  const region = regionOfAddress(target.bus) ?? regionOf(settings.region, world)
  return hideCredentials(new EventBridgeClient(deliveryConfig(region, target, world)))
}
