import { z } from 'zod'
import type { Issue } from '../config/document.js'
import type { ReadConfig } from '../config/load.js'
import type { World } from '../core/ports.js'
import { PREDICATE_HINT } from '../core/predicate.js'
import { ENGINES } from '../engines/index.js'

/** Every problem of a config, the slice predicates' included, as sentences in the order of the file. Reads no data. */
export async function validateConfig(read: ReadConfig, world: World): Promise<string[]> {
  const issues = [...read.issues, ...(await predicateIssues(read.data, world))]
  return [...new Set(issues.map(read.describe))].sort(byPlace)
}

async function predicateIssues(data: unknown, world: World): Promise<Issue[]> {
  const models = Models.safeParse(data).data?.models ?? {}
  const predicates = Object.entries(models).flatMap(([model, value]) =>
    (Slices.safeParse(value).data?.slices ?? []).map((slice, index) => ({ model, index, slice: Slice.safeParse(slice).data })),
  )
  const engine = await ENGINES.duckdb()
  const session = await engine.open({ files: [], predictions: null }, world)
  try {
    const issues: Issue[] = []
    for (const { model, index, slice } of predicates) {
      if (slice === undefined) continue
      const problem = await session.checkPredicate(slice.where)
      if (problem === null) continue
      issues.push({
        path: ['models', model, 'slices', index, 'where'],
        message: `slice ${slice.name}: ${problem} (${PREDICATE_HINT})`,
      })
    }
    return issues
  } finally {
    await session.close()
  }
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
