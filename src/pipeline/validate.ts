import path from 'node:path'
import { z } from 'zod'
import type { Issue } from '../config/document.js'
import type { ReadConfig } from '../config/load.js'
import { metricPath } from '../config/task.js'
import type { EngineSession, World } from '../core/ports.js'
import { PREDICATE_HINT } from '../core/predicate.js'
import { ENGINES } from '../engines/index.js'
import { isCustom } from './custom-metrics.js'
import { testCustomMetric } from './self-test.js'

/** Every problem of a config, the slice predicates' included, as sentences in the order of the file. Reads no data. */
export async function validateConfig(read: ReadConfig, world: World): Promise<string[]> {
  const engine = await ENGINES.duckdb()
  const session = await engine.open({ files: [], predictions: null }, world)
  try {
    const issues = [...read.issues, ...(await predicateIssues(read.data, session)), ...(await customIssues(read, session, world))]
    return [...new Set(issues.map(read.describe))].sort(byPlace)
  } finally {
    await session.close()
  }
}

/** Loads the metrics of the user's own and asks each for the value of two rows. */
async function customIssues(read: ReadConfig, session: EngineSession, world: World): Promise<Issue[]> {
  const issues: Issue[] = []
  for (const [model, { metric, also }] of Object.entries(read.config?.models ?? {})) {
    for (const [index, readings] of [metric, ...also].entries()) {
      if (!isCustom(readings)) continue
      const problem = await testCustomMetric(readings, path.dirname(read.file), session, world)
      if (problem !== null) issues.push({ path: ['models', model, ...metricPath(index)], message: problem })
    }
  }
  return issues
}

async function predicateIssues(data: unknown, session: EngineSession): Promise<Issue[]> {
  const models = Models.safeParse(data).data?.models ?? {}
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

const Models = z.looseObject({ models: z.record(z.string(), z.unknown()) })
const Slices = z.looseObject({ slices: z.array(z.unknown()) })
const Slice = z.looseObject({ name: z.string(), where: z.string() })

function byPlace(a: string, b: string): number {
  const [lineA = 0, columnA = 0] = place(a)
  const [lineB = 0, columnB = 0] = place(b)
  return lineA - lineB || columnA - columnB
}

function place(problem: string): number[] {
  return (/:(\d+):(\d+) /.exec(problem) ?? []).slice(1).map(Number)
}
