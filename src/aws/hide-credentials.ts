import { redact } from '../core/redact.js'

/**
 * Middleware of a client, within the signing: an error tells nothing of the credentials that its request
 * carried, though some answers repeat them.
 */
export function hideCredentials<Call extends { readonly request: unknown }, Output>(next: (call: Call) => Promise<Output>) {
  return async (call: Call): Promise<Output> => {
    try {
      return await next(call)
    } catch (error) {
      if (error instanceof Error) error.message = redact(error.message, credentialsOf(call.request))
      throw error
    }
  }
}

/** The access key keeps its ends, which `redact` knows. */
function credentialsOf(request: unknown): string[] {
  const headers: unknown = typeof request === 'object' && request !== null && 'headers' in request ? request.headers : {}
  const { authorization = '', 'x-amz-security-token': token = '' }: Readonly<Record<string, unknown>> = { ...(headers ?? {}) }
  const [, signature = ''] = /Signature=(\w+)/.exec(String(authorization)) ?? []
  return [String(authorization), String(token), signature]
}
