import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import { loadConfig } from '@smithy/core/config'
import { knownError } from '../core/errors.js'
import type { AwsSettings, World } from '../core/ports.js'
import { clientConfig, regionOf } from './client-config.js'
import { explained, notAws } from './errors.js'
import { statusOf } from './failure.js'
import { hideCredentials } from './hide-credentials.js'

export interface S3Location {
  readonly bucket: string
  readonly key: string
}

export interface S3Object extends S3Location {
  readonly bytes: number
  readonly etag: string
}

/**
 * A client of the default credential chain, or one that sends no credentials and looks for none; path style
 * for custom endpoints, whose hosts rarely have bucket names. Each of its calls says who pays and whose the
 * bucket must be.
 */
export async function createS3(settings: AwsSettings, world: World): Promise<S3> {
  // Whoever signs nothing needs no region: S3 redirects to that of the bucket.
  const region = regionOf(settings.region, world) ?? (settings.anonymous === true ? 'us-east-1' : undefined)
  const forcePathStyle = (await customEndpoint(world)) !== undefined
  const access = settings.anonymous === true ? UNSIGNED : {}
  const maxAttempts = loadConfig<number>({
    environmentVariableSelector: (env) => attemptsIn(env['AWS_MAX_ATTEMPTS']),
    configFileSelector: (profile) => attemptsIn(profile['max_attempts']),
    default: ATTEMPTS,
  })
  const client = new S3Client({
    ...clientConfig(region, world),
    ...access,
    maxAttempts,
    forcePathStyle,
    followRegionRedirects: true,
  })
  const input = {
    ...(settings.requesterPays === true && { RequestPayer: 'requester' as const }),
    ...(settings.expectedBucketOwner !== undefined && { ExpectedBucketOwner: settings.expectedBucketOwner }),
  }
  client.middlewareStack.add((next) => (call) => next({ ...call, input: { ...call.input, ...input } }), { step: 'initialize' })
  return Object.assign(hideCredentials(client), { access: settings })
}

/** A client that knows how the config accesses S3, to explain refusals. */
export type S3 = S3Client & { readonly access: AwsSettings }

/** Of a request, where neither the environment nor the profile says otherwise: as the AWS CLI, as prefixes that S3 splits answer 503 for seconds. */
const ATTEMPTS = 5

function attemptsIn(text: string | undefined): number | undefined {
  return text === undefined || !/^[1-9]\d{0,3}$/.test(text) ? undefined : Number(text)
}

const UNSIGNED = {
  credentials: { accessKeyId: '', secretAccessKey: '' },
  signer: { sign: async <T>(request: T) => request },
}

/** Calls back at each answer that asks for fewer requests, also those that the client repeats by itself. */
export function onThrottle(client: S3Client, callback: () => void): void {
  client.middlewareStack.add(
    (next) => async (call) => {
      try {
        return await next(call)
      } catch (error) {
        if ([429, 503].includes(statusOf(error) ?? 0)) callback()
        throw error
      }
    },
    // Within the client's own retries.
    { step: 'finalizeRequest', priority: 'low' },
  )
}

/** Splits `s3://bucket/key`; the key may be empty. */
export function parseS3Uri(uri: string): S3Location {
  const [, bucket, key = ''] = /^s3:\/\/([^/]+)(?:\/(.*))?$/s.exec(uri) ?? []
  if (bucket === undefined) throw knownError('config', `${uri} names no bucket`, { hint: 'write s3://BUCKET/KEY' })
  // Hadoop's s3://KEY:SECRET@bucket, whose secret may hold a slash.
  if (/[@:]/.test(bucket)) {
    throw knownError('config', `${uri} has credentials in it`, {
      hint: 'write s3://BUCKET/KEY, and give credentials by environment, profile or role',
    })
  }
  return { bucket, key }
}

/**
 * All objects below a prefix, page by page; with `direct`, only those with no further slash in their keys, however
 * many lie deeper. A server that hands out a page's token twice would never end.
 */
export async function listObjects(
  client: S3,
  prefix: S3Location,
  signal: AbortSignal,
  depth: 'all' | 'direct' = 'all',
): Promise<S3Object[]> {
  const objects: S3Object[] = []
  const tokens = new Set<string>()
  let token: string | undefined
  do {
    const page = await listPage(client, prefix, token, signal, depth)
    objects.push(...page.objects)
    token = page.next
    if (token !== undefined && tokens.has(token)) throw endless(`s3:ListBucket on s3://${prefix.bucket}/${prefix.key}`)
    tokens.add(token ?? '')
  } while (token !== undefined)
  return objects
}

/** One page of the objects below a prefix, from its start or from a token. */
export async function listPage(
  client: S3,
  { bucket, key }: S3Location,
  token: string | undefined,
  signal: AbortSignal,
  depth: 'all' | 'direct' = 'all',
): Promise<{ readonly objects: readonly S3Object[]; readonly next: string | undefined }> {
  const attempt = { action: 's3:ListBucket', resource: `s3://${bucket}/${key}`, signal, access: client.access }
  const what = `${attempt.action} on ${attempt.resource}`
  const only = { ...(depth === 'direct' && { Delimiter: '/' }), ...(token !== undefined && { ContinuationToken: token }) }
  const input = { Bucket: bucket, Prefix: key, ...only }
  const page = await explained(attempt, () =>
    client.send(new ListObjectsV2Command(input), { abortSignal: AbortSignal.any([signal]) }),
  )
  // A captive portal's HTML page parses as a listing without any field.
  if (page.Name === undefined && page.KeyCount === undefined) throw notAws(what)
  const objects = (page.Contents ?? []).map(({ Key, Size, ETag }) => {
    if (Key === undefined || ETag === undefined) throw notAws(what)
    return { bucket, key: Key, bytes: Size ?? 0, etag: ETag }
  })
  // Some servers send an empty token with the last page.
  const next = page.NextContinuationToken || undefined
  if (page.IsTruncated === true && next === undefined) throw notAws(what)
  return { objects, next }
}

function endless(what: string): Error {
  return knownError('network', `${what}: the listing has no end, as the same page comes again`, {
    hint: 'check the endpoint: its server does not page as S3 does (NextContinuationToken)',
  })
}

async function customEndpoint(world: World): Promise<string | undefined> {
  const { env } = world
  const fromEnv = env['AWS_ENDPOINT_URL_S3'] || env['AWS_ENDPOINT_URL']
  if (env['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'] === 'true') return undefined
  return (
    fromEnv ||
    (await loadConfig<string | undefined>({
      environmentVariableSelector: () => undefined,
      configFileSelector: endpointOf,
      default: undefined,
    })())
  )
}

function endpointOf(
  profile: Readonly<Record<string, string | undefined>>,
  sections?: Readonly<Record<string, Readonly<Record<string, string | undefined>>>>,
): string | undefined {
  const services = sections?.[`services.${profile['services']}`]
  return services?.['s3.endpoint_url'] ?? profile['endpoint_url']
}
