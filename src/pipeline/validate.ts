import path from 'node:path'
import { z } from 'zod'
import type { Issue } from '../config/document.js'
import type { ReadConfig } from '../config/load.js'
import type { EngineSession, World } from '../core/ports.js'
import { PREDICATE_HINT } from '../core/predicate.js'
import { metricIssues } from './validate-metrics.js'
import { withoutData } from './without-data.js'

/** Every problem of a config, of its predicates and custom metrics, too, as sentences in the order of the file. Reads no data. */
export async function validateConfig(read: ReadConfig, world: World): Promise<string[]> {
  return await withoutData(world, async (session) => {
    const models = Models.safeParse(read.data).data?.models ?? {}
    const issues = [
      ...read.issues,
      ...(await predicateIssues(models, session)),
      ...(await filterIssues(models, session)),
      ...(await metricIssues(models, path.dirname(read.file), session, world)),
    ]
    return [...new Set(issues.map(read.describe))].sort(byPlace)
  })
}

async function predicateIssues(models: Readonly<Record<string, unknown>>, session: EngineSession): Promise<Issue[]> {
  const predicates = Object.entries(models).flatMap(([model, value]) =>
    (Slices.safeParse(value).data?.slices ?? []).map((slice, index) => ({ model, index, slice: Slice.safeParse(slice).data })),
  )
  const given = predicates.flatMap(({ slice, ...place }) => (slice === undefined ? [] : [{ ...place, slice }]))
  const problems = await session.parseScalars(given.map(({ slice }) => slice.where))
  return given.flatMap(({ model, index, slice }, position): Issue[] => {
    const problem = problems[position]?.problem ?? null
    if (problem === null) return []
    return [{ path: ['models', model, 'slices', index, 'where'], message: `slice ${slice.name}: ${problem} (${PREDICATE_HINT})` }]
  })
}

async function filterIssues(models: Readonly<Record<string, unknown>>, session: EngineSession): Promise<Issue[]> {
  const given = Object.entries(models).flatMap(([model, value]) => {
    const own = Filtered.safeParse(value).data?.dataset.filter
    const stored = ProductionFiltered.safeParse(value).data?.production.dataset.filter
    return [
      ...(own === undefined ? [] : [{ path: ['models', model, 'dataset', 'filter'], filter: own }]),
      ...(stored === undefined ? [] : [{ path: ['models', model, 'production', 'dataset', 'filter'], filter: stored }]),
    ]
  })
  const parsed = await session.parseScalars(given.map(({ filter }) => filter))
  return given.flatMap(({ path }, index): Issue[] => {
    const problem = parsed[index]?.problem ?? null
    return problem === null ? [] : [{ path, message: `${problem} (${PREDICATE_HINT})` }]
  })
}

const Models = z.looseObject({ models: z.record(z.string(), z.unknown()) })
const Slices = z.looseObject({ slices: z.array(z.unknown()) })
const Filtered = z.looseObject({ dataset: z.looseObject({ filter: z.string() }) })
const ProductionFiltered = z.looseObject({ production: Filtered })
const Slice = z.looseObject({ name: z.string(), where: z.string() })

function byPlace(a: string, b: string): number {
  const [lineA = 0, columnA = 0] = place(a)
  const [lineB = 0, columnB = 0] = place(b)
  return lineA - lineB || columnA - columnB
}

function place(problem: string): number[] {
  return (/:(\d+):(\d+) /.exec(problem) ?? []).slice(1).map(Number)
}
