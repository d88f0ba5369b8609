import { z } from 'zod'
import { isStateMachineArn } from '../actions/arn.js'
import { schemeOf } from '../datasets/index.js'
import { templateProblem } from '../datasets/template.js'
import { metricSchema } from './metric-schema.js'
import { productionSchema } from './production-schema.js'
import { days, duration, maxDrop } from './quantities.js'

const name = z.string().min(1, 'must not be empty (name it)')

const source = z
  .string()
  .min(1, 'must not be empty (name a path or s3:// URI)')
  .superRefine((text, context) => {
    const problem =
      schemeOf(text) === null ? 'is of an unknown kind (write a local path or s3://bucket/key)' : templateProblem(text)
    if (problem !== null)
      context.addIssue(problem.endsWith(')') ? problem : `${problem} (placeholders are {date}, or {yyyy} {MM} {dd})`)
    if (/^s3:\/\/(\/|$)/.test(text)) context.addIssue('names no bucket (write s3://bucket/key)')
  })

const sources = z.union([source, z.array(source).min(1, 'must name at least one source')])

const columns = z
  .strictObject({
    label: name.describe('The ground truth. Null = not known yet: the row is counted, not scored.'),
    prediction: name.describe('The score, probability or value that the production model predicted.'),
    weight: name.optional().describe('Row weights: a weight of 2 equals the row twice, 0 its absence.'),
    group: name.optional().describe('The query or user that rows belong to, for ranking metrics.'),
    id: name.optional().describe('Names a row in messages.'),
  })
  .describe('Columns of the dataset by their role.')

const dataset = z
  .strictObject({
    source: sources.describe(
      'Parquet files: a local path or s3:// URI, or a list. Globs * ** ? [..] {a,b} and placeholders {date} {yyyy} {MM} {dd}; a folder means all files in it.',
    ),
    window: days
      .optional()
      .describe('That many daily partitions up to --date (default: today, UTC), e.g. 7d. Without window and latest: 1d.'),
    latest: z.int().min(1).max(3660).optional().describe('The newest partitions that exist, that many, instead of a window.'),
    columns,
    predictions: z
      .strictObject({
        source: sources.describe('Where the predictions are, like dataset.source.'),
        on: z.array(name).min(1, 'must name at least one column').describe('Key columns that both sides have.'),
      })
      .optional()
      .describe('Only if predictions are kept apart from the labels.'),
    on_invalid_prediction: z
      .enum(['fail', 'drop'])
      .default('fail')
      .describe('What happens to labelled rows whose prediction is null or not finite.'),
  })
  .describe('The latest records that have ground truth, with the production model’s predictions.')

const slice = z.strictObject({
  name,
  where: z
    .string()
    .min(1, 'must not be empty (leave it out for all rows)')
    .optional()
    .describe('One SQL condition over the row’s columns; without it, all rows.'),
  weight: z.number().min(0, 'must not be negative').describe('Share of the weighted sum.'),
})

const drift = z
  .strictObject({
    max_drop: maxDrop.describe(
      'The limit: "5%" of |production score|, or a number for an absolute drop. A drop exactly at it is healthy.',
    ),
    min_rows: z.int().min(0).default(1).describe('Scored rows that each slice with weight needs for a verdict.'),
    confidence: z
      .number()
      .gt(0)
      .lt(1)
      .optional()
      .describe(
        'Reserved: drift only when the whole interval of this confidence is beyond the limit. Not applied yet; reports say so.',
      ),
    on_empty_slice: z
      .enum(['fail', 'skip'])
      .default('fail')
      .describe('A slice without scored rows: fail = inconclusive; skip = its weight goes to the others, in proportion.'),
  })
  .describe('When a drop is drift.')

const retrain = z
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

export const modelSchema = z.strictObject({
  dataset,
  metric: metricSchema,
  slices: z
    .array(slice)
    .min(1, 'must have at least one slice')
    .default([{ name: 'all', weight: 1 }])
    .describe('Business cohorts; they may overlap and need not cover all rows. Default: all rows.'),
  normalize_weights: z.boolean().default(false).describe('Divide the weights by their sum instead of demanding a sum of 1.'),
  production: z
    .strictObject({ score: productionSchema })
    .optional()
    .describe('The stored score that the weighted sum is compared with.'),
  drift: drift.optional(),
  retrain: retrain.optional(),
})

const defaults = z
  .strictObject({
    history: z.string().min(1).optional().describe('Reserved: where evaluations will be recorded.'),
    region: z.string().min(1).optional().describe('AWS region where the environment names none.'),
  })
  .default({})
  .describe('Settings of all models.')

export const configSchema = z
  .strictObject({
    $schema: z.string().optional().describe('The JSON Schema, for editors.'),
    version: z.literal(1, { error: 'must be 1 (write version: 1)' }),
    defaults,
    models: z
      .record(z.string(), modelSchema)
      .refine((models) => Object.keys(models).length > 0, 'must name at least one model (write models: { churn: … })')
      .describe('The models by name.'),
  })
  .describe('Configuration of ctrain.')

export type ModelConfig = z.output<typeof modelSchema>
export type ConfigData = z.output<typeof configSchema>
