import { SNSClient } from '@aws-sdk/client-sns'
import { hideCredentials } from '../aws/hide-credentials.js'
import type { World } from '../core/ports.js'
import { regionOfAddress } from './addresses.js'
import { deliveryConfig } from './aws-delivery.js'
import type { SnsTarget } from './targets.js'

/** A client in the region of the topic. */
export function createSns(target: SnsTarget, world: World): SNSClient {
  return hideCredentials(new SNSClient(deliveryConfig(regionOfAddress(target.topic), target, world)))
}
