import { z } from 'zod'
import { isRoleArn, isStateMachineArn } from '../actions/arn.js'
import { duration } from './quantities.js'

export const retrainSchema = z
  .strictObject({
    state_machine: z
      .string()
      .refine(isStateMachineArn, 'is not the ARN of a state machine (write arn:aws:states:REGION:ACCOUNT:stateMachine:NAME)')
      .describe('ARN of the training state machine (STANDARD), of a version or of an alias.'),
    role_arn: z
      .string()
      .refine(isRoleArn, 'is not the ARN of a role (write arn:aws:iam::ACCOUNT:role/NAME)')
      .optional()
      .describe('ARN of the IAM role to assume for the state machine, e.g. in another account.'),
    external_id: z
      .string()
      .regex(/^[\w+=,.@:/-]{2,1224}$/, 'is not an external id (write what the trust policy of the role demands)')
      .optional()
      .describe('External id that the trust policy of the role demands.'),
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
