import { z } from 'zod'
import { access, datasetSchema } from './dataset-schema.js'
import { historySchema } from './history-schema.js'
import { metricSchema } from './metric-schema.js'
import { notifySchema } from './notify-schema.js'
import { productionSchema } from './production-schema.js'
import { maxDrop, memory, share, size } from './quantities.js'
import { retrainSchema } from './retrain-schema.js'
import { guardSchema, slicesSchema } from './slice-schema.js'

const drift = z
  .strictObject({
    max_drop: maxDrop.describe(
      'The limit: "5%" of |production score|, or a number for an absolute drop. A drop exactly at it is healthy.',
    ),
    min_rows: z.int().min(0).default(1).describe('Scored rows that each slice with weight needs for a verdict.'),
    min_coverage: share
      .default(0)
      .describe('Share of its rows that must have a label, for each slice with weight, for a verdict.'),
    confidence: z
      .number()
      .gt(0)
      .lt(1)
      .optional()
      .describe(
        'Drifted only when the whole interval of this confidence is beyond the limit, e.g. 0.95; suspected when only the point is. Without it, the point decides.',
      ),
    on_empty_slice: z
      .enum(['fail', 'skip', 'production'])
      .default('fail')
      .describe(
        'A slice without scored rows: fail = inconclusive; skip = its weight goes to the others, in proportion; production = its stored score stands in.',
      ),
    guard: guardSchema
      .optional()
      .describe('Drift also when any slice with weight drops by more than this below its own score in the production document.'),
  })
  .describe('When a drop is drift.')

const modelSchema = z.strictObject({
  dataset: datasetSchema,
  metric: metricSchema,
  also: z.array(metricSchema).default([]).describe('Secondary metrics, reported per slice and not part of the verdict.'),
  slices: slicesSchema,
  normalize_weights: z.boolean().default(false).describe('Divide the weights by their sum instead of demanding a sum of 1.'),
  production: z
    .strictObject({
      score: productionSchema,
      standard_error: z.number().min(0).optional().describe('Of the score, where its document does not have one.'),
      dataset: datasetSchema
        .optional()
        .describe('What ctrain baseline record evaluates, such as a holdout set; like dataset, which is the default.'),
    })
    .optional()
    .describe('The stored score that the weighted sum is compared with.'),
  drift: drift.optional(),
  retrain: retrainSchema.optional(),
  history: z
    .union([z.literal(false), historySchema], {
      error: 'must be a path, s3://bucket/prefix/ or dynamodb://table/prefix/, or false',
    })
    .optional()
    .describe('Folder of this model’s records, instead of defaults.history; false = nothing is recorded.'),
  notify: notifySchema.optional().describe('Whom to tell, besides those of defaults.notify; an empty list tells nobody.'),
})

const defaults = z
  .strictObject({
    history: historySchema
      .optional()
      .describe(
        'Folder of the records of every run and of every training that was started: a path, s3://bucket/prefix/ or dynamodb://table/prefix/.',
      ),
    region: z.string().min(1).optional().describe('AWS region where the environment names none.'),
    memory_limit: memory
      .optional()
      .describe('Memory that the engine may take, e.g. 512MB; beyond it, it works from disk. Default: most of the machine’s.'),
    threads: z.int().min(1).max(1024).optional().describe('Threads of the engine. Default: one per processor.'),
    notify: notifySchema.optional().describe('Whom to tell of every model.'),
    ...access,
  })
  .default({})
  .describe('Settings of all models.')

const cache = z
  .strictObject({
    max_size: size
      .optional()
      .describe('Most bytes that the cache keeps, e.g. 20GB; the least recently used go first. Default: no limit.'),
  })
  .default({})
  .describe('Where fetched objects are kept between runs: CTRAIN_CACHE_DIR, or ~/.cache/ctrain.')

export const configSchema = z
  .strictObject({
    $schema: z.string().optional().describe('The JSON Schema, for editors.'),
    version: z.literal(1, { error: 'must be 1 (write version: 1)' }),
    defaults,
    cache,
    models: z
      .record(z.string(), modelSchema)
      .refine((models) => Object.keys(models).length > 0, 'must name at least one model (write models: { churn: … })')
      .describe('The models by name.'),
  })
  .describe('Configuration of ctrain.')

export type ModelConfig = z.output<typeof modelSchema>
export type ConfigData = z.output<typeof configSchema>
