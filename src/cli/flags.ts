import { z } from 'zod'
import { sourceSchema } from '../config/dataset-schema.js'
import type { Config } from '../config/load.js'
import { duration, size } from '../config/quantities.js'
import { knownError } from '../core/errors.js'
import { askedDays } from '../pipeline/asked-days.js'
import { INSPECT_DEFAULTS, type InspectOptions } from '../pipeline/inspect/open.js'
import { RUN_DEFAULTS, type RunOptions } from '../pipeline/pull.js'
import { FORMATS } from '../reporters/index.js'
import { LOG_FORMATS } from './messages.js'

export const ConfigFlags = z.object({ config: z.string().nullable().default(null) })

/** `FORMAT=FILE` of --report. */
const ReportFile = z.object({ format: z.enum(FORMATS), file: z.string() })

/** Of commands that work on chosen models. */
export const ChoiceFlags = ConfigFlags.extend({
  model: z.array(z.string()).optional(),
  all: z.boolean().default(false),
})

type ChoiceFlags = Pick<z.output<typeof ChoiceFlags>, 'model' | 'all'>

/** Where a report goes, and how much of it. */
const OutputFlags = {
  format: z.enum(FORMATS),
  output: z.string().nullable().default(null),
  report: z.array(ReportFile).default([]),
  top: z.number().nullable().default(null),
  logFormat: z.enum(LOG_FORMATS).default('text'),
}

export const ModelFlags = ChoiceFlags.extend({
  date: z.string().nullable().default(null),
  from: z.string().nullable().default(null),
  to: z.string().nullable().default(null),
  concurrency: z.number().default(RUN_DEFAULTS.concurrency),
  cache: z.boolean().default(RUN_DEFAULTS.cache),
  allColumns: z.boolean().default(RUN_DEFAULTS.allColumns),
  ...OutputFlags,
})

export type ModelFlags = z.output<typeof ModelFlags>

type DatasetFlags = Pick<ModelFlags, 'date' | 'from' | 'to' | 'concurrency' | 'cache' | 'allColumns'>

/** Of commands that look into data without a config. */
export const SourceFlags = z.object({
  label: z.string().nullable().default(INSPECT_DEFAULTS.label),
  prediction: z.string().nullable().default(INSPECT_DEFAULTS.prediction),
  sourceFormat: z.enum(['parquet', 'csv', 'json']).nullable().default(INSPECT_DEFAULTS.format),
  maxBytes: size.default(INSPECT_DEFAULTS.maxBytes),
  maxRows: z.number().default(INSPECT_DEFAULTS.maxRows),
  region: z.string().optional(),
  anonymous: z.boolean().default(false),
})

/** How long trainings are waited for, in milliseconds; null = as long as it takes. */
export const Timeout = duration.nullable().default(null)

const StartFlags = {
  dryRun: z.boolean().default(false),
  force: z.boolean().default(false),
  reason: z.string().optional(),
  history: z.boolean().default(true),
  wait: z.boolean().default(false),
  timeout: Timeout,
}

export const ReportFlags = ModelFlags.extend({
  failOnDrift: z.boolean().default(false),
  allowMismatch: z.boolean().default(false),
  ...StartFlags,
})

export const RetrainFlags = ConfigFlags.extend({ model: z.array(z.string()), ...OutputFlags, ...StartFlags })

/** Refuses a time limit of what is not waited for. */
export function requireWait({ wait, timeout }: { readonly wait: boolean; readonly timeout: number | null }): void {
  if (timeout !== null && !wait) throw knownError('usage', '--timeout belongs to --wait', { hint: 'give both, or neither' })
}

/** Refuses flags that choose no model, or models in two ways. */
export function requireChoice({ model, all }: ChoiceFlags): void {
  if ((model !== undefined) !== all) return
  throw knownError('usage', all ? '--model and --all exclude each other' : 'no model was chosen', {
    hint: 'give --model NAME, or --all for every model of the config',
  })
}

/** What `--reason` says of `--force`; null = nothing is forced. Refuses one without the other. */
export function forcedBecause({
  force,
  reason,
}: {
  readonly force: boolean
  readonly reason?: string | undefined
}): string | null {
  const text = reason?.trim() ?? ''
  if (force === (text !== '')) return force ? text : null
  throw knownError('usage', force ? '--force needs a --reason' : '--reason is that of --force, which was not given', {
    hint: 'write e.g. --force --reason "the labels of May were wrong"; it is recorded',
  })
}

/** What is pulled, and how. Refuses flags that contradict each other. */
export function runOptions({ date, from, to, concurrency, cache, allColumns }: DatasetFlags): RunOptions {
  return { ...askedDays({ date, from, to }, '--'), concurrency, cache, allColumns }
}

/** The models that the flags choose. */
export function chosenModels({ model, all }: ChoiceFlags, config: Config): readonly string[] {
  return all ? Object.keys(config.models) : [...new Set(model)]
}

/** What is looked into, and how. Refuses a source that the config would refuse. */
export function inspectOptions(
  flags: z.output<typeof SourceFlags>,
  sources: readonly string[],
  directory: string,
): InspectOptions {
  const { sourceFormat, region, anonymous, ...given } = flags
  for (const source of sources) {
    const [issue] = sourceSchema.safeParse(source).error?.issues ?? []
    if (issue !== undefined) throw knownError('usage', `${source} ${issue.message}`)
  }
  return { ...INSPECT_DEFAULTS, ...given, sources, directory, format: sourceFormat, aws: { region, anonymous } }
}
