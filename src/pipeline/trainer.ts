import { TRAINERS } from '../actions/index.js'
import type { RetrainConfig } from '../config/retrain-schema.js'
import type { World } from '../core/ports.js'
import { redact, secretsOf } from '../core/redact.js'
import type { Trainer } from '../core/retraining.js'
import { trainerSettings } from './trainer-settings.js'

/** What the config says of the access to a state machine; the ARN may also be that of an execution. */
export type TrainerAccess = Pick<RetrainConfig, 'state_machine' | 'role_arn' | 'external_id'>

/** What starts and observes the executions of a state machine. Why one failed is told without credentials. */
export async function openTrainer(access: TrainerAccess, world: World): Promise<Trainer> {
  const trainer = await TRAINERS['step-functions'](trainerSettings(access), world)
  const secrets = secretsOf(world.env)
  const clean = (text: string | null) => text && redact(text, secrets)
  return {
    ...trainer,
    describe: async (arn) => {
      const seen = await trainer.describe(arn)
      return seen === null || seen === 'denied' ? seen : { ...seen, error: clean(seen.error), cause: clean(seen.cause) }
    },
  }
}
