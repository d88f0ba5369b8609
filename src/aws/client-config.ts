import { knownError } from '../core/errors.js'
import type { World } from '../core/ports.js'

/** Settings of every AWS client: real timeouts (the SDK's own never end a call), and warnings that reach our log. */
export function clientConfig(region: string | undefined, world: World) {
  return {
    ...(region === undefined ? {} : { region }),
    requestHandler: {
      connectionTimeout: 5_000,
      socketTimeout: readTimeout(world),
      requestTimeout: 120_000,
      throwOnRequestTimeout: true,
      httpsAgent: { maxSockets: MOST_SOCKETS },
      httpAgent: { maxSockets: MOST_SOCKETS },
    },
    logger: {
      trace() {},
      debug() {},
      info() {},
      // Sentences such as "both a profile and static keys are set"; other logs are objects of every failed call.
      warn: (message: unknown) => typeof message === 'string' && world.log.warn(message),
      error() {},
    },
  }
}

/** As many as anybody may ask for at once; who asks decides how many are in use. */
const MOST_SOCKETS = 256

/** Milliseconds without a byte after which a call has failed. */
function readTimeout({ env }: World): number {
  const seconds = Number(env['CTRAIN_READ_TIMEOUT'] || 30)
  if (Number.isFinite(seconds) && seconds > 0) return seconds * 1000
  throw knownError('usage', `CTRAIN_READ_TIMEOUT is ${env['CTRAIN_READ_TIMEOUT']}, not a number of seconds`, {
    hint: 'write e.g. 30',
  })
}

/** The region by precedence: environment, config, profile (undefined leaves it to the SDK). */
export function regionOf(configured: string | undefined, world: World): string | undefined {
  return world.env['AWS_REGION'] ?? world.env['AWS_DEFAULT_REGION'] ?? configured
}
