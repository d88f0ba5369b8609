import type { Answer } from '../http-server.js'
import { document, element } from './xml.js'

export interface S3ErrorDetails {
  /** Further elements of the error, e.g. `{ Key: 'a/b' }`. */
  readonly elements?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
}

/** An error as S3 words it. */
export function s3Error(status: number, code: string, message: string, details: S3ErrorDetails = {}): Answer {
  const fields = { Code: code, Message: message, ...details.elements }
  const children = Object.entries(fields).map(([name, text]) => element(name, text))
  return {
    status,
    headers: { 'content-type': 'application/xml', ...details.headers },
    body: document(element('Error', children)),
  }
}

export function noSuchBucket(bucket: string): Answer {
  return s3Error(404, 'NoSuchBucket', 'The specified bucket does not exist', { elements: { BucketName: bucket } })
}

export function noSuchKey(key: string): Answer {
  return s3Error(404, 'NoSuchKey', 'The specified key does not exist.', { elements: { Key: key } })
}

export function accessDenied(action: string, resource: string): Answer {
  const user = 'arn:aws:iam::123456789012:user/dev'
  const because = `because no identity-based policy allows the ${action} action`
  return s3Error(
    403,
    'AccessDenied',
    `User: ${user} is not authorized to perform: ${action} on resource: "${resource}" ${because}`,
  )
}

/** S3 repeats the token. */
export function expiredToken(token: string): Answer {
  return s3Error(400, 'ExpiredToken', 'The provided token has expired.', { elements: { 'Token-0': token } })
}

/** The answer to a request that is signed for another region than the bucket's. */
export function otherRegion(bucket: string, region: string): Answer {
  const endpoint = 'Please send all future requests to this endpoint.'
  return s3Error(
    301,
    'PermanentRedirect',
    `The bucket you are attempting to access must be addressed using the specified endpoint. ${endpoint}`,
    { elements: { Bucket: bucket }, headers: { 'x-amz-bucket-region': region } },
  )
}

export function preconditionFailed(condition: string): Answer {
  const message = 'At least one of the pre-conditions you specified did not hold'
  return s3Error(412, 'PreconditionFailed', message, { elements: { Condition: condition } })
}

export function invalidArgument(name: string, value: string, message: string): Answer {
  return s3Error(400, 'InvalidArgument', message, { elements: { ArgumentName: name, ArgumentValue: value } })
}

export function notImplemented(): Answer {
  return s3Error(501, 'NotImplemented', 'A header you provided implies functionality that is not implemented')
}
