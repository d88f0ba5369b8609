import { z } from 'zod'
import { isStateMachineArn } from '../actions/arn.js'
import { duration } from './quantities.js'

export const retrainSchema = z
  .strictObject({
    state_machine: z
      .string()
      .refine(isStateMachineArn, 'is not the ARN of a state machine (write arn:aws:states:REGION:ACCOUNT:stateMachine:NAME)')
      .describe('ARN of the training state machine (STANDARD), of a version or of an alias.'),
    input: z.record(z.string(), z.json()).optional().describe('Input of the execution. Default: model, drift event and attempt.'),
    cooldown: duration.default(86_400_000).describe('Time after a failed training before the next attempt, e.g. 24h.'),
    max_age: duration.optional().describe('Start nothing when the newest partition ended longer ago than this, e.g. 3d.'),
    on_failed: z
      .enum(['hold', 'retry'])
      .default('hold')
      .describe('After a failed training: wait for a person, or try again after the cooldown.'),
  })
  .describe('The training to start on drift.')

export type RetrainConfig = z.output<typeof retrainSchema>
