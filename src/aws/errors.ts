import { interruptionOf, isKnownError, type KnownError, knownError } from '../core/errors.js'
import { type Attempt, explanationOf } from './explanations.js'
import { codeOf, factsOf, isForeign, sentenceOf, statusOf } from './failure.js'

/** What the call gives; what it throws is explained. */
export async function explained<T>(attempt: Attempt, call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    throw explainAwsError(error, attempt)
  }
}

/**
 * Turns what the SDK threw into a known error that says what was attempted on which resource, what AWS answered
 * (code, message, HTTP status, request id), and what to check; what no AWS client throws is handed back as it is.
 */
export function explainAwsError(error: unknown, attempt: Attempt): unknown {
  if (attempt.signal.aborted) return interruptionOf(attempt.signal)
  if (isKnownError(error) || !(error instanceof Error)) return error
  const what = `${attempt.action} on ${attempt.resource}`
  if (error.name === 'CredentialsProviderError' || error.name === 'TokenProviderError') return noCredentials(error, what)
  if (/^Region (is missing|not accepted)/.test(error.message)) return noRegion(error, what)
  if (isForeign(error)) return notAws(what, error)
  const missing = MISSING[error.name]
  if (missing !== undefined) {
    const message = `${missing}: ${attempt.resource}${factsOf(error, attempt.action)}`
    return knownError('data', message, { hint: MISSING_HINT, cause: error })
  }
  const answer = `${what}: ${error.name}: ${sentenceOf(error)}${factsOf(error)}`
  const explanation = explanationOf(error, attempt)
  if (explanation !== null) {
    const { kind, says, ...details } = explanation
    return knownError(kind, `${says}: ${answer}`, { ...details, cause: error })
  }
  if (isNetwork(error)) return unreachable(error, what)
  if (statusOf(error) === undefined) return error
  return knownError('aws', `${what} failed: ${error.name}: ${sentenceOf(error)}${factsOf(error)}`, {
    hint: 'AWS refused or could not carry out the call after its retries; run again, or look the request id up',
    cause: error,
  })
}

/** An answer that no AWS service gives: a page of a proxy or captive portal, or a body that was cut. */
export function notAws(what: string, cause?: Error): KnownError {
  const says = cause === undefined || cause.message === 'UnknownError' ? '' : `: ${sentenceOf(cause)}`
  return knownError('network', `${what}: the answer is not one of AWS${says}${factsOf(cause)}`, {
    hint: 'check the endpoint, and the proxies between here and AWS',
    cause,
  })
}

const MISSING: Readonly<Record<string, string>> = {
  NoSuchBucket: 'there is no such bucket',
  NoSuchKey: 'there is no such object',
  NoSuchVersion: 'there is no such object',
  NotFound: 'there is no such object',
  StateMachineDoesNotExist: 'there is no such state machine',
  StateMachineDeleting: 'the state machine is being deleted',
  InvalidArn: 'AWS does not accept this ARN',
}

const MISSING_HINT = 'check the name in the config, the account and the region'

function noCredentials(error: Error, what: string): KnownError {
  const publicly = what.startsWith('s3:') ? ', or anonymous: true for a public bucket' : ''
  const hint = /aws sso login/.test(error.message)
    ? 'run the aws sso login command that the message names'
    : `looked in the environment (AWS_ACCESS_KEY_ID), the profile (AWS_PROFILE in ~/.aws), web identity, and the container or instance role; set one of them${publicly}`
  return knownError('permission', `no AWS credentials for ${what}: ${error.message}`, { hint, cause: error })
}

function noRegion(error: Error, what: string): KnownError {
  return knownError('config', `no AWS region for ${what}`, {
    hint: 'set AWS_REGION, region in the profile, or defaults.region in the config',
    cause: error,
  })
}

function unreachable(error: Error, what: string): KnownError {
  return knownError('network', `${what} failed: ${error.message || codeOf(error) || error.name}`, {
    hint: 'check the network, proxy and endpoint (AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL_DYNAMODB, AWS_ENDPOINT_URL_SFN), then run again',
    cause: error,
  })
}

function isNetwork(error: Error): boolean {
  const code = codeOf(error)
  return error.name === 'TimeoutError' || error.message === 'aborted' || (code !== null && /^(E[A-Z_]+|CERT_|UND_ERR)/.test(code))
}
