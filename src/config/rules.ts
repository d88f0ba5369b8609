import { z } from 'zod'
import { hasDate } from '../datasets/template.js'
import type { ConfigPath, Issue } from './document.js'
import { maxDrop } from './quantities.js'

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
  const sum = parsed.data.slices.reduce((total, slice) => total + slice.weight, 0)
  const shown = Number(sum.toPrecision(12))
  if (sum === 0) return [issue(['slices'], 'all weights are 0 (give at least one slice a weight)')]
  if (parsed.data.normalize_weights === true || Math.abs(sum - 1) <= 1e-9) return []
  return [issue(['slices'], `the weights sum to ${shown}, not 1 (change them, or set normalize_weights: true)`)]
}

const sliceNamesDiffer: Rule = (model) => {
  const parsed = z.object({ slices: z.array(z.looseObject({ name: z.string().optional() })) }).safeParse(model)
  const names = parsed.data?.slices.map((slice) => slice.name) ?? []
  return names.flatMap((name, index) =>
    name !== undefined && names.indexOf(name) < index
      ? [issue(['slices', index, 'name'], `the name ${name} is taken by slice ${names.indexOf(name) + 1} (names must differ)`)]
      : [],
  )
}

const windowFits: Rule = (model) => {
  const dataset = Dataset.safeParse(model).data?.dataset
  if (dataset === undefined) return []
  const dated = [dataset.source].flat().some(hasDate)
  const issues: Issue[] = []
  if (dataset.window !== undefined && dataset.latest !== undefined) {
    issues.push(issue(['dataset', 'latest'], 'window and latest exclude each other (keep one)'))
  }
  for (const key of ['window', 'latest'] as const) {
    if (dataset[key] === undefined || dated) continue
    issues.push(issue(['dataset', key], 'needs days to choose from (put {date} into dataset.source)'))
  }
  if (!dated && [dataset.predictions?.source ?? []].flat().some(hasDate)) {
    issues.push(
      issue(['dataset', 'predictions', 'source'], 'takes its days from dataset.source, which has none (put {date} there too)'),
    )
  }
  if (!dated && Age.safeParse(model).success) {
    issues.push(issue(['retrain', 'max_age'], 'needs the day of the data (put {date} into dataset.source)'))
  }
  return issues
}

const relativeDropNeedsScore: Rule = (model) => {
  const parsed = ZeroScore.safeParse(model)
  if (!parsed.success || parsed.data.drift.max_drop.kind === 'absolute') return []
  return [issue(['drift', 'max_drop'], 'a share of a production score of 0 is undefined (write an absolute drop such as 0.02)')]
}

const RULES = [weightsSumToOne, sliceNamesDiffer, windowFits, relativeDropNeedsScore]

const Weights = z.object({ slices: z.array(z.object({ weight: z.number() })).min(1), normalize_weights: z.unknown().optional() })
const Sources = z.union([z.string(), z.array(z.string())])
const Dataset = z.object({
  dataset: z.object({
    source: Sources,
    window: z.unknown().optional(),
    latest: z.unknown().optional(),
    predictions: z.object({ source: Sources }).optional(),
  }),
})
const Age = z.object({ retrain: z.object({ max_age: z.string() }) })
const ZeroScore = z.object({ production: z.object({ score: z.literal(0) }), drift: z.object({ max_drop: maxDrop }) })

function issue(path: ConfigPath, message: string): Issue {
  return { path, message }
}
