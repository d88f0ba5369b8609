import { z } from 'zod'
import type { ConfigPath, Issue } from './document.js'
import { FORMAT_RULES } from './format-rules.js'
import { placeholdersExist } from './input-problems.js'
import { nameProblems } from './metric-names.js'
import { metricSchema, type Readings } from './metric-schema.js'
import { maxDrop } from './quantities.js'
import { SLICE_RULES } from './slice-rules.js'
import { metricPath, taskProblem } from './task.js'
import { WINDOW_RULES } from './window-rules.js'

/**
 * Rules between keys. Each reads only the keys it needs, so that it speaks even when others are wrong,
 * and all problems are reported at once.
 */
export function checkRules(data: unknown): Issue[] {
  const config = z.looseObject({ models: z.record(z.string(), z.unknown()) }).safeParse(data)
  if (!config.success) return []
  return Object.entries(config.data.models).flatMap(([model, value]) =>
    RULES.flatMap((rule) => rule(value).map((issue) => ({ ...issue, path: ['models', model, ...issue.path] }))),
  )
}

type Rule = (model: unknown) => Issue[]

const weightsSumToOne: Rule = (model) => {
  const parsed = Weights.safeParse(model)
  if (!parsed.success) return []
  const entries = [parsed.data.slices].flat()
  const given = entries.flatMap((slice) => ('weight' in slice ? [slice.weight] : Object.values(slice.weights)))
  const numbers = given.filter((weight) => typeof weight === 'number')
  const sum = numbers.reduce((total, weight) => total + weight, 0)
  const shown = Number(sum.toPrecision(12))
  if (numbers.length < given.length) {
    if (sum < 1 - 1e-9) return []
    return [issue(['slices'], `the other weights sum to ${shown} and leave nothing to divide by rows or equally (change them)`)]
  }
  if (sum === 0) return [issue(['slices'], 'all weights are 0 (give at least one slice a weight)')]
  if (parsed.data.normalize_weights === true || Math.abs(sum - 1) <= 1e-9) return []
  return [issue(['slices'], `the weights sum to ${shown}, not 1 (change them, or set normalize_weights: true)`)]
}

const relativeDropNeedsScore: Rule = (model) => {
  const parsed = ZeroScore.safeParse(model)
  if (!parsed.success || parsed.data.drift.max_drop.kind === 'absolute') return []
  return [issue(['drift', 'max_drop'], 'a share of a production score of 0 is undefined (write an absolute drop such as 0.02)')]
}

const guardNeedsDocument: Rule = (model) => {
  const { data } = LiteralGuarded.safeParse(model)
  if (data === undefined) return []
  const slices = Array.isArray(data.slices) ? data.slices.map((slice, index) => ({ slice, path: ['slices', index] })) : []
  const own = slices.flatMap(({ slice, path }) => (Guarded.safeParse(slice).success ? [[...path, 'guard']] : []))
  const single = Guarded.safeParse(data.slices).success ? [['slices', 'guard']] : []
  const all = Guarded.safeParse(data.drift).success ? [['drift', 'guard']] : []
  return [...own, ...single, ...all].map((path) =>
    issue(
      path,
      'needs the production score of each slice, and a number as production.score has none (name a JSON document there, or remove the guard)',
    ),
  )
}

const predictionIsGiven: Rule = (model) => {
  const columns = z.object({ dataset: z.object({ columns: z.looseObject({}) }) }).safeParse(model).data?.dataset.columns
  if (columns === undefined || 'prediction' in columns || 'probabilities' in columns) return []
  return [issue(['dataset', 'columns'], 'names no prediction (add prediction: COLUMN, or probabilities: { CLASS: COLUMN })')]
}

const metricsShareTask: Rule = (model) => {
  const parsed = Metrics.safeParse(model)
  if (!parsed.success) return []
  const { metric, also, dataset } = parsed.data
  const problem = taskProblem([metric, ...also], dataset.columns)
  return problem === null ? [] : [issue(metricPath(problem.index), problem.message)]
}

const metricNamesDiffer: Rule = (model) => {
  const parsed = z.object({ metric: z.unknown(), also: z.array(z.unknown()).catch([]) }).safeParse(model).data
  if (parsed === undefined) return []
  const metrics = [parsed.metric, ...parsed.also].map((value) => metricSchema.safeParse(value).data ?? null)
  return nameProblems(metrics.map((readings) => (isNamed(readings) ? readings : null))).map(({ index, message }) =>
    issue(metricPath(index), message),
  )
}

const rankingNeedsGroup: Rule = (model) => {
  const parsed = Metrics.safeParse(model)
  if (!parsed.success || parsed.data.dataset.columns.group !== undefined) return []
  const index = [parsed.data.metric, ...parsed.data.also].findIndex(([{ metric }]) => metric.task === 'ranking')
  const message = 'ranks the items of a query (name the column of the query: dataset.columns.group)'
  return index === -1 ? [] : [issue(metricPath(index), message)]
}

/** The dataset of the production score keeps the rules of a dataset. */
const holdoutIsDataset: Rule = (model) => {
  const { data } = Holdout.safeParse(model)
  if (data === undefined) return []
  const { retrain: _, ...alike } = data
  const issues = DATASET_RULES.flatMap((rule) => rule({ ...alike, dataset: data.production.dataset }))
  return issues.flatMap((each) => (each.path[0] === 'dataset' ? [{ ...each, path: ['production', ...each.path] }] : []))
}

const DATASET_RULES = [predictionIsGiven, ...WINDOW_RULES, ...FORMAT_RULES]

const RULES = [
  ...DATASET_RULES,
  holdoutIsDataset,
  metricsShareTask,
  metricNamesDiffer,
  rankingNeedsGroup,
  weightsSumToOne,
  ...SLICE_RULES,
  relativeDropNeedsScore,
  guardNeedsDocument,
  placeholdersExist,
]

const Metrics = z.object({
  metric: metricSchema,
  also: z.array(metricSchema).default([]),
  dataset: z.object({
    columns: z.object({
      label: z.string(),
      prediction: z.string().optional(),
      group: z.string().optional(),
      probabilities: z.record(z.string(), z.string()).optional(),
    }),
  }),
})
const Weighted = z.union([
  z.object({ by: z.unknown(), weights: z.record(z.string(), z.number()) }),
  z.object({ by: z.unknown(), weight: z.enum(['rows', 'equal']).default('rows') }),
  z.object({ weight: z.number() }),
])
const Weights = z.object({
  slices: z.union([z.array(Weighted).min(1), Weighted]),
  normalize_weights: z.unknown().optional(),
})
const Holdout = z.looseObject({ production: z.looseObject({ dataset: z.looseObject({}) }), retrain: z.unknown().optional() })
const ZeroScore = z.object({ production: z.object({ score: z.literal(0) }), drift: z.object({ max_drop: maxDrop }) })

const LiteralGuarded = z.object({ production: z.object({ score: z.number() }), drift: z.unknown(), slices: z.unknown() })
const Guarded = z.object({ guard: z.looseObject({}) })

function issue(path: ConfigPath, message: string): Issue {
  return { path, message }
}

/** A module may name itself, once it is loaded. */
function isNamed(readings: Readings | null): boolean {
  const metric = readings?.[0].metric
  return metric?.kind !== 'custom' || metric.spec.type !== 'module'
}
