import { z } from 'zod'
import { isRoleArn, isStateMachineArn } from '../actions/arn.js'
import { isCalendarDate } from '../core/calendar.js'
import { coverDay, parseQuietHours, type QuietDays } from '../core/quiet-times.js'
import { duration } from './quantities.js'

const HOURS = 'is no span of hours (write e.g. "22:00-06:00")'
const DAYS = 'is no day (write e.g. 2026-12-24, or "2026-12-20..2027-01-02")'

const hours = z.string(HOURS).transform((text, context) => {
  const parsed = parseQuietHours(text)
  if (parsed !== null) return parsed
  context.addIssue(HOURS)
  return z.NEVER
})

const days = z.string(DAYS).transform((text, context): QuietDays => {
  const [from = '', to = from, ...more] = text.split('..').map((day) => day.trim())
  if (more.length > 0 || ![from, to].every(isCalendarDate)) context.addIssue(DAYS)
  else if (from > to) context.addIssue('ends before it begins (write the earlier day first)')
  return { from, to }
})

export const retrainSchema = z
  .strictObject({
    state_machine: z
      .string()
      .refine(isStateMachineArn, 'is not the ARN of a state machine (write arn:aws:states:REGION:ACCOUNT:stateMachine:NAME)')
      .describe('ARN of the training state machine (STANDARD), of a version or of an alias. Its region is used.'),
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
    input: z
      .json()
      .optional()
      .describe(
        'Input of the execution, a JSON template: placeholders such as evaluation.score, in braces after a dollar sign, are filled in (docs/retraining.md). Default: model, drift event, attempt and the whole evaluation.',
      ),
    cooldown: duration
      .default(86_400_000)
      .describe(
        'Time after the last start of a training of this model, and after the end of a failed one, before the next. Default: 24h.',
      ),
    max_starts: z
      .strictObject({
        count: z.int().min(1).max(1000).describe('Trainings of this model, at most.'),
        per: duration.describe('Within this time, e.g. 30d.'),
      })
      .optional()
      .describe('Most trainings within a time.'),
    quiet_hours: z
      .union([hours.transform((one) => [one]), z.array(hours)], { error: HOURS })
      .refine((all) => !coverDay(all), 'leave no minute of the day (shorten them)')
      .optional()
      .describe(
        'Hours in which nothing starts, in the time zone of the dataset; may cross midnight. One or a list, e.g. "22:00-06:00".',
      ),
    blackout: z
      .union([days.transform((one) => [one]), z.array(days)], { error: DAYS })
      .optional()
      .describe(
        'Days on which nothing starts, in the time zone of the dataset: a list of days and of spans such as "2026-12-20..2027-01-02".',
      ),
    max_age: duration.optional().describe('Start nothing when the newest partition ended longer ago than this, e.g. 3d.'),
    on_failed: z
      .enum(['hold', 'retry'])
      .default('hold')
      .describe('After a failed training: wait for a person, or try again after the cooldown.'),
  })
  .describe('The training to start on drift.')

export type RetrainConfig = z.output<typeof retrainSchema>
