import { z } from 'zod'
import { schemeOf } from '../datasets/index.js'
import { PLACEHOLDERS } from '../datasets/layout.js'
import { templateProblem } from '../datasets/template.js'
import { days, duration, size, timezone } from './quantities.js'

const name = z.string().min(1, 'must not be empty (name it)')

/** One source of a dataset. */
export const sourceSchema = z
  .string()
  .min(1, 'must not be empty (name a path or s3:// URI)')
  .superRefine((text, context) => {
    const problem =
      schemeOf(text) === null ? 'is of an unknown kind (write a local path or s3://bucket/key)' : templateProblem(text)
    if (problem !== null) context.addIssue(problem.endsWith(')') ? problem : `${problem} (${PLACEHOLDERS})`)
    if (/^s3:\/\/(\/|$)/.test(text)) context.addIssue('names no bucket (write s3://bucket/key)')
  })

const sources = z.union([sourceSchema, z.array(sourceSchema).min(1, 'must name at least one source')])

const columns = z
  .strictObject({
    label: name.describe('The ground truth. Null = not known yet: the row is counted, not scored.'),
    prediction: name
      .optional()
      .describe(
        'The score, probability, value or class that the production model predicted. Required, unless probabilities are given.',
      ),
    probabilities: z
      .record(name, name)
      .refine((classes) => Object.keys(classes).length > 1, 'must name at least two classes (write { CLASS: COLUMN, … })')
      .meta({ minProperties: 2 })
      .optional()
      .describe(
        'Of several classes: the column of each class’s probability. Without prediction, the most probable class is predicted.',
      ),
    weight: name.optional().describe('Row weights: a weight of 2 equals the row twice, 0 its absence.'),
    group: name.optional().describe('The query or user that rows belong to, for ranking metrics.'),
    id: name.optional().describe('Names a row in messages; rows of one id are not independent, which intervals respect.'),
    timestamp: name
      .optional()
      .describe(
        'When a row happened (a timestamp or date). Where dataset.source names no day, the window takes rows by it; label coverage is told per day.',
      ),
  })
  .describe('Columns of the dataset by their role.')
  .meta({ anyOf: [{ required: ['prediction'] }, { required: ['probabilities'] }] })

const format = z
  .enum(['parquet', 'csv', 'json'])
  .optional()
  .describe(
    'csv, or json for JSON Lines. Default: by the name of each file (.csv, .tsv, .json, .jsonl, .ndjson, also with .gz or .zst), of X.out by its content, else Parquet.',
  )

const columnNames = z
  .array(name)
  .min(1, 'must name at least one column')
  .optional()
  .describe('Names of the columns of CSV files, in order; the files then have no header. Of X.out, also of arrays in JSON Lines.')

const predictions = z
  .strictObject({
    source: sources.describe('Where the predictions are, like dataset.source.'),
    on: z
      .union([z.array(name).min(1, 'must name at least one column'), z.literal('rows')], {
        error: 'must be a list of key columns, or rows (write e.g. [customer_id])',
      })
      .describe(
        'Key columns that both sides have; or rows, for the output of a SageMaker batch transform: X.out has the predictions of the file X of the dataset, row by row.',
      ),
    input: sources
      .optional()
      .describe(
        'The input of the batch transform that wrote these predictions, where it is not the dataset: X.out has those of X, row by row, and the keys (on) come from there.',
      ),
    format,
    column_names: columnNames,
    input_column_names: columnNames.describe('Names of the columns of CSV files of the input, in order.'),
  })
  .describe(
    'Only if predictions are kept apart from the labels. Of a column that both sides have, that of the dataset counts, unless it is the prediction.',
  )

/** How S3 is spoken to; of a model or of all. */
export const access = {
  anonymous: z.boolean().optional().describe('Unsigned requests, for public buckets: no credentials are needed or sent.'),
  requester_pays: z.boolean().optional().describe('Pay for requests and transfer of a bucket that demands it.'),
  expected_bucket_owner: z
    .string('must be an account id, quoted (write e.g. "123456789012")')
    .regex(/^\d{12}$/, 'must be an account id of 12 digits (write e.g. "123456789012")')
    .optional()
    .describe('Account that must own the buckets, quoted; S3 refuses requests to those of others.'),
  max_bytes: size
    .optional()
    .describe('Most bytes that a pull may fetch, e.g. 5GB; a plan above it stops before the first of them.'),
  timezone: timezone.optional().describe('Time zone of “today” and of days, e.g. Europe/Berlin. Default: UTC.'),
} as const

export const datasetSchema = z
  .strictObject({
    source: sources.describe(
      'Files of Parquet, CSV or JSON Lines: a local path or s3:// URI, or a list. Globs * ** ? [..] {a,b}, and placeholders of the day: {date}, {yyyy} {MM} {dd} and others, {date:FORMAT} such as {date:yyyyMMdd}. A folder means all files in it.',
    ),
    window: days
      .optional()
      .describe(
        'That many days up to --date (default: today in the timezone, less lag), e.g. 7d: daily partitions or, where dataset.source names no day, rows by columns.timestamp. Without window and latest: 1d, or all rows.',
      ),
    latest: z.int().min(1).max(3660).optional().describe('The newest partitions that exist, that many, instead of a window.'),
    lag: days
      .optional()
      .describe(
        'Labels arrive that late: the window ends, and latest looks, that many days before today, e.g. 7d. No effect on an explicit --date, --from and --to.',
      ),
    columns,
    filter: name
      .optional()
      .describe('Only rows for which this predicate is true belong to the dataset; others are as if not there.'),
    format,
    column_names: columnNames,
    predictions: predictions.optional(),
    freshness: z
      .strictObject({
        max_age: duration.describe(
          'Inconclusive when the newest day of the data ended longer ago than this, e.g. 2d; with --date or --to, longer before the end of that day.',
        ),
      })
      .optional()
      .describe('How new the data must be for a verdict.'),
    on_invalid_prediction: z
      .enum(['fail', 'drop'])
      .default('fail')
      .describe('What happens to labelled rows whose prediction is null or not finite.'),
    ...access,
  })
  .describe('The latest records that have ground truth, with the production model’s predictions.')
