import type { AwsSettings, World } from '../core/ports.js'
import type { Trainer } from '../core/retraining.js'
import type { Inspector } from './inspect.js'

/** What can start a training, loaded when used. */
export const TRAINERS = {
  'step-functions': async (settings: AwsSettings, world: World): Promise<Trainer> =>
    (await import('./step-functions.js')).stepFunctions(settings, world),
} as const

/** What can look at one without starting it. */
export const INSPECTORS = {
  'step-functions': async (settings: AwsSettings, world: World): Promise<Inspector> =>
    (await import('./inspect.js')).inspector(settings, world),
} as const
