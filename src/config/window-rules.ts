import { z } from 'zod'
import { hasDate } from '../datasets/template.js'
import type { Issue } from './document.js'
import { days, duration } from './quantities.js'

const DAY = 86_400_000

const windowOrLatest = (model: unknown): Issue[] => {
  const dataset = Dataset.safeParse(model).data?.dataset
  if (dataset?.window === undefined || dataset.latest === undefined) return []
  return [{ path: ['dataset', 'latest'], message: 'window and latest exclude each other (keep one)' }]
}

/** What chooses by days, or measures their age, needs to be told the days. */
const daysAreKnown = (model: unknown): Issue[] => {
  const dataset = Dataset.safeParse(model).data?.dataset
  if (dataset === undefined || isDated(dataset.source)) return []
  const issues: Issue[] = []
  const add = (path: readonly string[], message: string) => issues.push({ path, message })
  if (dataset.latest !== undefined) {
    add(['dataset', 'latest'], 'needs daily partitions to choose from (put {date} into dataset.source, or write window)')
  }
  for (const key of ['source', 'input'] as const) {
    if (!isDated(dataset.predictions?.[key] ?? [])) continue
    add(['dataset', 'predictions', key], 'takes its days from dataset.source, which has none (put {date} there too)')
  }
  if (dataset.columns?.timestamp !== undefined) return issues
  for (const key of ['window', 'lag'] as const) {
    if (dataset[key] === undefined) continue
    add(['dataset', key], 'needs days to choose from (put {date} into dataset.source, or name dataset.columns.timestamp)')
  }
  const ages = [
    ...(dataset.freshness === undefined ? [] : [['dataset', 'freshness']]),
    ...(Aged.safeParse(model).success ? [['retrain', 'max_age']] : []),
  ]
  for (const path of ages) {
    add(path, 'needs the day of the data (put {date} into dataset.source, or name dataset.columns.timestamp)')
  }
  return issues
}

/** Data that always comes late must not always be too old. */
const agesAreReached = (model: unknown): Issue[] => {
  const lag = Lagged.safeParse(model).data?.dataset.lag
  if (lag === undefined) return []
  const ages = { 'dataset.freshness.max_age': Fresh, 'retrain.max_age': Young }
  return Object.entries(ages).flatMap(([key, schema]) => {
    const age = schema.safeParse(model).data
    if (age === undefined || age >= (lag - 1) * DAY) return []
    const message = `is never kept, as dataset.lag lets the newest day end ${lag - 1} days ago or more (write at least ${lag}d)`
    return [{ path: key.split('.'), message }]
  })
}

export const WINDOW_RULES = [windowOrLatest, daysAreKnown, agesAreReached]

const Sources = z.union([z.string(), z.array(z.string())])
const Dataset = z.object({
  dataset: z.object({
    source: Sources,
    window: z.unknown().optional(),
    latest: z.unknown().optional(),
    lag: z.unknown().optional(),
    freshness: z.unknown().optional(),
    columns: z.object({ timestamp: z.unknown().optional() }).optional().catch(undefined),
    predictions: z
      .object({ source: Sources.catch([]), input: Sources.optional().catch(undefined) })
      .optional()
      .catch(undefined),
  }),
})
const Aged = z.object({ retrain: z.object({ max_age: z.string() }) })
const Lagged = z.object({ dataset: z.object({ lag: days }) })
const Fresh = z
  .object({ dataset: z.object({ freshness: z.object({ max_age: duration }) }) })
  .transform(({ dataset }) => dataset.freshness.max_age)
const Young = z.object({ retrain: z.object({ max_age: duration }) }).transform(({ retrain }) => retrain.max_age)

function isDated(source: string | readonly string[]): boolean {
  return [source].flat().some(hasDate)
}
