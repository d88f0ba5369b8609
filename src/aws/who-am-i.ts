import { GetCallerIdentityCommand } from '@aws-sdk/client-sts'
import type { World } from '../core/ports.js'
import { regionOf } from './client-config.js'
import { explained, notAws } from './errors.js'
import { createSts } from './sts.js'

/** Whose credentials the default chain finds. */
export interface Caller {
  /** Where calls go by default. */
  readonly region: string
  /** Where the credentials come from; null = it is not known. */
  readonly origin: string | null
  /** Asks STS, which answers everybody. */
  identity(): Promise<{ readonly arn: string; readonly account: string }>
  close(): void
}

/** Finds the credentials. Rejects where there are none, or no region. */
export async function findCaller(configured: string | undefined, world: World): Promise<Caller> {
  const { signal } = world
  const client = createSts(regionOf(configured, world), world)
  const attempt = { action: 'sts:GetCallerIdentity', resource: 'STS', signal }
  try {
    const [region, found] = await explained(attempt, () => Promise.all([client.config.region(), client.config.credentials()]))
    return {
      region,
      origin: originOf(found),
      async identity() {
        const { Arn: arn, Account: account } = await explained(attempt, () =>
          client.send(new GetCallerIdentityCommand({}), { abortSignal: AbortSignal.any([signal]) }),
        )
        if (arn === undefined || account === undefined) throw notAws(`${attempt.action} on ${attempt.resource}`)
        return { arn, account }
      },
      close: () => client.destroy(),
    }
  } catch (error) {
    client.destroy()
    throw error
  }
}

/** The SDK marks credentials with the providers that they came through, the last one first. */
function originOf(credentials: object): string | null {
  const marks: unknown = '$source' in credentials ? credentials.$source : null
  if (typeof marks !== 'object' || marks === null) return null
  return ORIGINS.find(([mark]) => mark in marks)?.[1] ?? null
}

const ORIGINS: readonly (readonly [string, string])[] = [
  ['CREDENTIALS_ENV_VARS_STS_WEB_ID_TOKEN', 'web identity of the environment'],
  ['CREDENTIALS_ENV_VARS', 'environment'],
  ['CREDENTIALS_PROFILE_SSO', 'SSO of the profile'],
  ['CREDENTIALS_PROFILE_SSO_LEGACY', 'SSO of the profile'],
  ['CREDENTIALS_PROFILE_PROCESS', 'process of the profile'],
  ['CREDENTIALS_PROFILE_STS_WEB_ID_TOKEN', 'web identity of the profile'],
  ['CREDENTIALS_PROFILE_SOURCE_PROFILE', 'role of the profile'],
  ['CREDENTIALS_PROFILE_NAMED_PROVIDER', 'role of the profile'],
  ['CREDENTIALS_PROFILE', 'profile'],
  ['CREDENTIALS_HTTP', 'role of the container'],
  ['CREDENTIALS_IMDS', 'role of the instance'],
]
