import type { ErrorKind, Refused } from '../core/errors.js'
import type { AwsSettings } from '../core/ports.js'
import { dynamodb, tableArn } from './dynamodb-explanations.js'
import { regionIn, statusOf } from './failure.js'

/** What was attempted: names the IAM action and its resource, for the message. */
export interface Attempt {
  /** An IAM action, e.g. `s3:GetObject`. */
  readonly action: string
  /** An S3 or DynamoDB URI, or an ARN. */
  readonly resource: string
  readonly signal: AbortSignal
  /** What the config says of the access, which may be why it was refused. */
  readonly access?: AwsSettings
}

/** What a refusal of AWS means, and what to do about it. */
export interface Explanation {
  readonly kind: ErrorKind
  /** Stands before action, resource and what AWS answered. */
  readonly says: string
  readonly hint: string
  /** The permission that is missing, where that is why. */
  readonly refused?: Refused
}

/** The explanation of an error that AWS answered; null = none is known. */
export function explanationOf(error: Error, attempt: Attempt): Explanation | null {
  for (const explain of [kms, dynamodb, archived, expired, elsewhere, inactive, clock, unknownKey, throttled, denied]) {
    const found = explain(error, attempt)
    if (found !== null) return found
  }
  return null
}

export type Explain = (error: Error, attempt: Attempt) => Explanation | null

const kms: Explain = ({ name, message }, { action: attempted }) => {
  const [action] = /\bkms:\w+/.exec(message) ?? []
  if (name.startsWith('AccessDenied') && action !== undefined) {
    const [key = 'the key of the bucket'] = /arn:[\w-]+:kms:[^\s"']+/.exec(message) ?? []
    const hint = `the object is encrypted (SSE-KMS): allow ${action} on ${key} in the policies of the role and of the key`
    return { kind: 'permission', says: 'access denied', hint, refused: { action, resource: key } }
  }
  const hint = KMS_HINTS[name]
  return hint === undefined
    ? null
    : { kind: 'aws', says: `the object can't be ${attempted === 's3:PutObject' ? 'encrypted' : 'decrypted'} (SSE-KMS)`, hint }
}

const KMS_HINTS: Readonly<Record<string, string>> = {
  'KMS.DisabledException': 'enable the KMS key that the message names, then run again',
  'KMS.KMSInvalidStateException':
    "the KMS key that the message names can't be used in its state: cancel its deletion, then run again",
  'KMS.NotFoundException':
    'the KMS key does not exist: check its account and region; what it encrypted is lost if it was deleted',
}

const archived: Explain = ({ name }) =>
  name === 'InvalidObjectState'
    ? {
        kind: 'data',
        says: 'the object is archived',
        hint: 'restore it first (aws s3api restore-object), or choose a window without archived files',
      }
    : null

const expired: Explain = ({ name }, { action }) => {
  if (!/^(Expired|TokenRefreshRequired)/.test(name)) return null
  const kept = action === 's3:GetObject' ? ' and run again; what has been fetched stays in the cache' : ' and run again'
  return { kind: 'permission', says: 'the credentials have expired', hint: `refresh the credentials${kept}` }
}

const elsewhere: Explain = (error) => {
  const isElsewhere = WRONG_REGION.has(error.name) || statusOf(error) === 301
  if (!isElsewhere) return null
  const region = regionIn(error)
  if (region === null)
    return { kind: 'config', says: 'the bucket is in another region', hint: 'set AWS_REGION or defaults.region to it' }
  const hint = `set AWS_REGION or defaults.region to ${region}, and check the endpoint if one is set`
  return { kind: 'config', says: `the bucket is in region ${region}`, hint }
}

const WRONG_REGION = new Set(['PermanentRedirect', 'AuthorizationHeaderMalformed', 'IllegalLocationConstraintException'])

const inactive: Explain = ({ name }) =>
  name === 'RegionDisabledException'
    ? {
        kind: 'config',
        says: 'STS is not active in this region',
        hint: 'activate it in the account settings of IAM, or choose another region',
      }
    : null

const clock: Explain = ({ name }) =>
  name === 'RequestTimeTooSkewed'
    ? { kind: 'aws', says: 'the clock of this machine is wrong', hint: 'set the clock (NTP), then run again' }
    : null

const unknownKey: Explain = ({ name }) =>
  UNKNOWN_KEY.has(name)
    ? {
        kind: 'permission',
        says: 'AWS does not accept the credentials',
        hint: 'check access key, secret and session token (AWS_ACCESS_KEY_ID and its fellows, or the profile): they belong together',
      }
    : null

const UNKNOWN_KEY = new Set([
  'InvalidAccessKeyId',
  'InvalidClientTokenId',
  'InvalidToken',
  'SignatureDoesNotMatch',
  'UnrecognizedClientException',
])

const throttled: Explain = (error, { action }) => {
  if (!/^(SlowDown|Throttling|TooManyRequests)/.test(error.name) && ![429, 503].includes(statusOf(error) ?? 0)) return null
  const less = action.startsWith('s3:') ? 'with a lower --concurrency, or later, when others use the prefix less' : 'later'
  return { kind: 'aws', says: 'AWS asks for fewer requests', hint: `run again ${less}` }
}

const denied: Explain = (error, attempt) => {
  if (!DENIED.has(error.name) && statusOf(error) !== 403) return null
  const hint = [...causesIn(error, attempt), allow(attempt)].join('; or ')
  const { action, resource, access } = attempt
  const missing = access?.anonymous === true ? {} : { refused: { action, resource } }
  return { kind: 'permission', says: 'access denied', hint, ...missing }
}

const DENIED = new Set(['AccessDenied', 'AccessDeniedException', 'Forbidden', 'AllAccessDisabled'])

/** S3 says just “Access Denied” where no policy is the cause. */
function causesIn({ message }: Error, { action, access = { region: undefined } }: Attempt): string[] {
  if (access.anonymous === true) return ['the bucket is not public: leave out anonymous: true, and give credentials']
  if (!action.startsWith('s3:') || message !== 'Access Denied') return []
  const { expectedBucketOwner: owner, requesterPays } = access
  return [
    ...(owner === undefined
      ? []
      : [`the bucket does not belong to account ${owner}: check expected_bucket_owner, and the bucket's name`]),
    ...(requesterPays === true ? [] : ['the callers of the bucket pay: set requester_pays: true']),
  ]
}

function allow({ action, resource }: Attempt): string {
  const bucket = /^s3:\/\/([^/]+)/.exec(resource)?.[1]
  if (action === 's3:ListBucket' && bucket !== undefined)
    return `allow s3:ListBucket on arn:aws:s3:::${bucket} in the policy of the role`
  if (action.startsWith('dynamodb:')) return `allow ${action} on ${tableArn(resource)} in the policy of the role`
  if (action === 'sts:AssumeRole')
    return `allow sts:AssumeRole on ${resource} in the policy of the caller, and the caller in the trust policy of the role`
  const absent = action === 's3:GetObject' ? ' (a missing object also answers so without s3:ListBucket)' : ''
  return `allow ${action} on this resource in the policy of the role${absent}`
}
