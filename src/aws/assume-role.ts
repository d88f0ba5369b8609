import { hostAlone } from '../core/host.js'
import type { World } from '../core/ports.js'
import { explained, notAws } from './errors.js'

/** The role to assume, and the region in which to ask for it. */
export interface AssumedRole {
  readonly region: string | undefined
  readonly roleArn: string
  readonly externalId?: string
}

export interface TemporaryCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string
  /** A client asks for new ones shortly before. */
  readonly expiration: Date
}

/** Gives credentials of a role, as a client takes them: it keeps them, and calls again before they expire. */
export function assumeRole({ region, roleArn, externalId }: AssumedRole, world: World): () => Promise<TemporaryCredentials> {
  const { signal } = world
  const attempt = { action: 'sts:AssumeRole', resource: roleArn, signal }
  return async () => {
    const [{ AssumeRoleCommand }, { createSts }] = await Promise.all([import('@aws-sdk/client-sts'), import('./sts.js')])
    const client = createSts(region, world)
    const input = { RoleArn: roleArn, RoleSessionName: sessionName(world), ...(externalId && { ExternalId: externalId }) }
    try {
      const { Credentials: given } = await explained(attempt, () =>
        client.send(new AssumeRoleCommand(input), { abortSignal: AbortSignal.any([signal]) }),
      )
      const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken } = given ?? {}
      if (accessKeyId === undefined || secretAccessKey === undefined || sessionToken === undefined) throw notAws(what(attempt))
      if (given?.Expiration === undefined) throw notAws(what(attempt))
      return { accessKeyId, secretAccessKey, sessionToken, expiration: given.Expiration }
    } finally {
      client.destroy()
    }
  }
}

function what({ action, resource }: { readonly action: string; readonly resource: string }): string {
  return `${action} on ${resource}`
}

/** Stands in CloudTrail, to tell who started a training. */
function sessionName({ user, host }: World): string {
  return `ctrain-${user}-${hostAlone(host)}`.replaceAll(/[^\w+=,.@-]/g, '-').slice(0, 64)
}
