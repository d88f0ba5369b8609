/** HTTP status of a response that the SDK could read, or undefined when there was none. */
export function statusOf(error: unknown): number | undefined {
  const { httpStatusCode: status } = metadataOf(error)
  return typeof status === 'number' ? status : undefined
}

/** Whether the same call may succeed a little later: the network, a failure of AWS, or too many calls. */
export function isTransient(error: unknown): boolean {
  const status = statusOf(error)
  if (status === undefined || status >= 500 || status === 429) return true
  return error instanceof Error && /Throttl|TooManyRequests/.test(error.name)
}

/** The first line of what an error says; the SDK's own advice follows it. */
export function sentenceOf({ message }: Error): string {
  return (message.split('\n')[0] ?? '').slice(0, 500)
}

/** In parentheses, after the action where one is given, what whoever looks after the call must know: HTTP status, attempts, and the ids that AWS gave it; or nothing. */
export function factsOf(error: unknown, action = ''): string {
  const { httpStatusCode: status, attempts, requestId, extendedRequestId } = metadataOf(error)
  if (typeof status !== 'number') return action && ` (${action})`
  const tries = typeof attempts === 'number' && attempts > 1 ? ` after ${attempts} attempts` : ''
  const id = typeof requestId === 'string' && requestId !== '' ? `, request ${requestId}` : ''
  // The second id is for AWS, who are asked about their own failures only.
  const second = status >= 500 && typeof extendedRequestId === 'string' ? `, x-amz-id-2 ${extendedRequestId}` : ''
  return ` (${action && `${action}, `}HTTP ${status}${tries}${id}${second})`
}

/** The region that S3 says the bucket is in. */
export function regionIn(error: object): string | null {
  if ('Region' in error && typeof error.Region === 'string') return error.Region
  const response: unknown = '$response' in error ? error.$response : null
  const headers: unknown = typeof response === 'object' && response !== null && 'headers' in response ? response.headers : null
  if (typeof headers !== 'object' || headers === null || !('x-amz-bucket-region' in headers)) return null
  return String(headers['x-amz-bucket-region'])
}

/** Whether an answer is of something else than AWS: a page instead of an error document, and no request id. */
export function isForeign(error: Error): boolean {
  const { httpStatusCode: status, requestId } = metadataOf(error)
  if (typeof status !== 'number') return false
  if (status < 300 || /Deserialization error/.test(error.message)) return true
  return error.message === 'UnknownError' && requestId === undefined && regionIn(error) === null
}

/** The network's code of a failure, e.g. ECONNRESET. */
export function codeOf(error: Error): string | null {
  if ('code' in error && typeof error.code === 'string') return error.code
  return error instanceof AggregateError && error.errors[0] instanceof Error ? codeOf(error.errors[0]) : null
}

function metadataOf(error: unknown): Readonly<Record<string, unknown>> {
  if (!(error instanceof Error) || !('$metadata' in error)) return {}
  const metadata = error.$metadata
  return typeof metadata === 'object' && metadata !== null ? { ...metadata } : {}
}
