import { interrupted, isKnownError, type KnownError, knownError } from '../core/errors.js'

/** What was attempted: names the IAM action and its resource, for the message. */
export interface Attempt {
  /** An IAM action, e.g. `s3:GetObject`. */
  readonly action: string
  /** An S3 URI or an ARN. */
  readonly resource: string
  readonly signal: AbortSignal
}

/** What the call gives; what it throws is explained. */
export async function explained<T>(attempt: Attempt, call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    throw explainAwsError(error, attempt)
  }
}

/** Turns what the SDK threw into a known error; what no AWS client throws is handed back as it is. */
export function explainAwsError(error: unknown, attempt: Attempt): unknown {
  if (attempt.signal.aborted) return isKnownError(attempt.signal.reason) ? attempt.signal.reason : interrupted()
  if (isKnownError(error) || !(error instanceof Error)) return error
  const name = error.name
  const what = `${attempt.action} on ${attempt.resource}`
  if (name === 'CredentialsProviderError' || name === 'TokenProviderError') return noCredentials(error, what)
  if (/^Region (is missing|not accepted)/.test(error.message)) return noRegion(error, what)
  if (isDenied(error)) return denied(error, what, attempt.action)
  const missing = MISSING[name]
  if (missing !== undefined) return knownError('data', `${missing}: ${attempt.resource}`, { hint: MISSING_HINT, cause: error })
  if (isNetwork(error)) return unreachable(error, what)
  const status = statusOf(error)
  if (status === undefined) return error
  if (status < 300) return notAws(what, error)
  return knownError('aws', `${what} failed: ${name}: ${error.message}${requestId(error)}`, {
    hint: 'AWS refused or could not carry out the call after its retries; run again, or look the request id up',
    cause: error,
  })
}

/** An answer that no AWS service gives: a captive portal's page, or a body that was cut. */
export function notAws(what: string, cause?: Error): KnownError {
  const why = cause === undefined ? '' : `: ${cause.message.split('\n')[0]}`
  return knownError('network', `${what}: the answer is not one of AWS${why}`, {
    hint: 'check the endpoint, and the proxies between here and AWS',
    cause,
  })
}

/** HTTP status of a response that the SDK could read, or undefined when there was none. */
export function statusOf(error: unknown): number | undefined {
  const metadata = metadataOf(error)
  return typeof metadata['httpStatusCode'] === 'number' ? metadata['httpStatusCode'] : undefined
}

const MISSING: Readonly<Record<string, string>> = {
  NoSuchBucket: 'there is no such bucket',
  NoSuchKey: 'there is no such object',
  NotFound: 'there is no such object',
  StateMachineDoesNotExist: 'there is no such state machine',
  StateMachineDeleting: 'the state machine is being deleted',
  InvalidArn: 'AWS does not accept this ARN',
}

const MISSING_HINT = 'check the name in the config, the account and the region'

const CREDENTIAL_ERRORS = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'Forbidden',
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidAccessKeyId',
  'InvalidClientTokenId',
  'InvalidToken',
  'SignatureDoesNotMatch',
  'UnrecognizedClientException',
])

function isDenied(error: Error): boolean {
  return CREDENTIAL_ERRORS.has(error.name) || statusOf(error) === 403
}

function noCredentials(error: Error, what: string): KnownError {
  const hint = /aws sso login/.test(error.message)
    ? 'run the aws sso login command that the message names'
    : 'looked in the environment (AWS_ACCESS_KEY_ID), the profile (AWS_PROFILE in ~/.aws), web identity, and the container or instance role; set one of them'
  return knownError('permission', `no AWS credentials for ${what}: ${error.message}`, { hint, cause: error })
}

function noRegion(error: Error, what: string): KnownError {
  return knownError('config', `no AWS region for ${what}`, {
    hint: 'set AWS_REGION, region in the profile, or defaults.region in the config',
    cause: error,
  })
}

function denied(error: Error, what: string, action: string): KnownError {
  const expired = error.name.startsWith('Expired')
  const hint = expired
    ? 'refresh the credentials'
    : `allow ${action} on this resource in the policy of the role (a missing object also answers so without s3:ListBucket)`
  return knownError('permission', `access denied: ${what}: ${error.name}: ${error.message}${requestId(error)}`, {
    hint,
    cause: error,
  })
}

function unreachable(error: Error, what: string): KnownError {
  return knownError('network', `${what} failed: ${error.message || codeOf(error) || error.name}`, {
    hint: 'check the network, proxy and endpoint (AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL_SFN), then run again',
    cause: error,
  })
}

function isNetwork(error: Error): boolean {
  const code = codeOf(error)
  return error.name === 'TimeoutError' || error.message === 'aborted' || (code !== null && /^(E[A-Z_]+|CERT_|UND_ERR)/.test(code))
}

function codeOf(error: Error): string | null {
  if ('code' in error && typeof error.code === 'string') return error.code
  return error instanceof AggregateError && error.errors[0] instanceof Error ? codeOf(error.errors[0]) : null
}

function requestId(error: Error): string {
  const id = metadataOf(error)['requestId']
  return typeof id === 'string' && id !== '' ? ` (request ${id})` : ''
}

function metadataOf(error: unknown): Readonly<Record<string, unknown>> {
  if (!(error instanceof Error) || !('$metadata' in error)) return {}
  const metadata = error.$metadata
  return typeof metadata === 'object' && metadata !== null ? { ...metadata } : {}
}
