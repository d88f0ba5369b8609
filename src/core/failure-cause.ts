/** What the cause of a failed execution holds: the JSON that services put there, and in it the reason; null = none. */
export function foundIn(cause: string): { readonly value: object | null; readonly reason: string | null } {
  const value = parsed(cause)
  return { value, reason: value === null ? null : reasonIn(value) }
}

/** Keys under which services give the reason, e.g. Lambda, SageMaker, Batch, ECS, Glue and Step Functions. */
const REASONS = ['errorMessage', 'FailureReason', 'StatusReason', 'StoppedReason', 'ErrorMessage', 'Cause', 'Message', 'message']

function reasonIn(value: object): string | null {
  const fields = new Map<string, unknown>(Object.entries(value))
  const type = fields.get('errorType')
  const reason = REASONS.map((key) => fields.get(key)).find((text) => typeof text === 'string' && text !== '')
  if (typeof reason !== 'string') return null
  return typeof type === 'string' ? `${type}: ${reason}` : reason
}

function parsed(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' ? value : null
  } catch {
    return null
  }
}
