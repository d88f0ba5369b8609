import { SFNClient } from '@aws-sdk/client-sfn'
import { assumeRole } from '../aws/assume-role.js'
import { clientConfig } from '../aws/client-config.js'
import { hideCredentials } from '../aws/hide-credentials.js'
import type { AwsSettings, World } from '../core/ports.js'

/** A client of the default credential chain, or of the role that the settings name. */
export function createSfn({ region, roleArn, externalId }: AwsSettings, world: World): SFNClient {
  const role = roleArn === undefined ? null : { region, roleArn, ...(externalId !== undefined && { externalId }) }
  const credentials = role === null ? {} : { credentials: assumeRole(role, world) }
  return hideCredentials(new SFNClient({ ...clientConfig(region, world), ...credentials }))
}
