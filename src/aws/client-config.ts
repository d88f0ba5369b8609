import type { World } from '../core/ports.js'

/** Settings of every AWS client: real timeouts (the SDK's own never end a call), and warnings that reach our log. */
export function clientConfig(region: string | undefined, world: World) {
  return {
    ...(region === undefined ? {} : { region }),
    requestHandler: {
      connectionTimeout: 5_000,
      socketTimeout: 30_000,
      requestTimeout: 120_000,
      throwOnRequestTimeout: true,
      httpsAgent: { maxSockets: 64 },
      httpAgent: { maxSockets: 64 },
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

/** The region by precedence: environment, config, profile (undefined leaves it to the SDK). */
export function regionOf(configured: string | undefined, world: World): string | undefined {
  return world.env['AWS_REGION'] ?? world.env['AWS_DEFAULT_REGION'] ?? configured
}
