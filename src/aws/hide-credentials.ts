import { redact } from '../core/redact.js'

/** A client of the SDK, as far as its middleware goes. */
interface Client {
  readonly middlewareStack: {
    add(middleware: typeof withoutCredentials, options: { readonly step: 'deserialize'; readonly priority: 'high' }): void
  }
}

/**
 * The client, whose errors tell nothing of the credentials that their requests carried, though some answers
 * repeat them.
 */
export function hideCredentials<T extends Client>(client: T): T {
  // Within the signing.
  client.middlewareStack.add(withoutCredentials, { step: 'deserialize', priority: 'high' })
  return client
}

function withoutCredentials<Call extends { readonly request: unknown }, Output>(next: (call: Call) => Promise<Output>) {
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
