import { STSClient } from '@aws-sdk/client-sts'
import type { World } from '../core/ports.js'
import { clientConfig } from './client-config.js'
import { hideCredentials } from './hide-credentials.js'

/** A client of the default credential chain. */
export function createSts(region: string | undefined, world: World): STSClient {
  return hideCredentials(new STSClient(clientConfig(region, world)))
}
