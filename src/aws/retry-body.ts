import { setTimeout as sleep } from 'node:timers/promises'
import { isKnownError, knownError } from '../core/errors.js'
import { factsOf } from './failure.js'

const ATTEMPTS = 3

/** Reads a response's body, up to three times: the SDK retries requests, but not a body that breaks off. Known errors are final. */
export async function retryBody<T>(
  what: string,
  signal: AbortSignal,
  read: () => Promise<T>,
  onRetry: (message: string) => void = () => {},
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await read()
    } catch (error) {
      signal.throwIfAborted()
      if (isKnownError(error) || isLocal(error)) throw error
      if (attempt === ATTEMPTS) throw broken(what, error)
      onRetry(`${what}: ${sentence(error)}${factsOf(error)}; attempt ${attempt + 1} of ${ATTEMPTS}`)
      await sleep(100 * 2 ** attempt, undefined, { signal })
    }
  }
}

function broken(what: string, cause: unknown): Error {
  return knownError('network', `${what} broke off ${ATTEMPTS} times: ${sentence(cause)}${factsOf(cause)}`, {
    hint: 'check the network and proxies between here and S3, then run again',
    cause,
  })
}

/** An error of the file system, which another download would meet again. */
function isLocal(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && ['open', 'write', 'mkdir'].includes(String(error.syscall))
}

function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
