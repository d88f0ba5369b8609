import type { AwsSettings, World } from '../core/ports.js'
import type { Trainer } from '../core/retraining.js'

/** What can start a training, loaded when used. */
export const TRAINERS = {
  'step-functions': async (settings: AwsSettings, world: World): Promise<Trainer> =>
    (await import('./step-functions.js')).stepFunctions(settings, world),
} as const
