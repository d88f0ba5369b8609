import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { type Row, writeParquet } from './parquet.js'
import { createProject, onlyEvaluation, type Project } from './project.js'

/** Rows of which the tests count by hand. */
export const ROWS: readonly Row[] = [
  { label: 1, score: 0.9, amount: 10, region: 'eu', flag: true },
  { label: 0, score: 0.8, amount: 20, region: 'eu', flag: false },
  { label: 1, score: 0.2, amount: 30, region: 'us', flag: true },
  { label: 1, score: 0.7, amount: 40, region: 'us', flag: true },
]
export const TYPES = { label: 'INT32', score: 'DOUBLE', amount: 'INT32', region: 'UTF8', flag: 'BOOLEAN' }

export interface Data {
  readonly rows?: readonly Row[]
  readonly types?: Readonly<Record<string, string>>
  readonly columns?: Readonly<Record<string, unknown>>
  readonly model?: Readonly<Record<string, unknown>>
}

/** A project with one model `m` of a metric in SQL. */
export async function sqlProject(
  metric: unknown,
  { rows = ROWS, types = TYPES, columns = {}, model = {} }: Data = {},
): Promise<Project> {
  const created = createProject({
    m: {
      dataset: { source: 'data/*.parquet', columns: { label: 'label', prediction: 'score', ...columns } },
      metric,
      slices: [{ name: 'all', where: 'true', weight: 1 }],
      ...model,
    },
  })
  await writeParquet(path.join(created.folder, 'data', 'part.parquet'), types, rows)
  return created
}

/** The value of a metric of one aggregate, `x`. */
export async function scoreFor(aggregate: string, data: Data = {}): Promise<number | null | undefined> {
  return await scoreOf(await sqlProject(sqlMetric({ x: aggregate }), data))
}

/** The score of `m`; refuses a run that warns or fails. */
export async function scoreOf(created: Project): Promise<number | null | undefined> {
  const run = await created.run('score', '-m', 'm', '-f', 'json')
  if (run.err !== '') throw new Error(run.err)
  return onlyEvaluation(run).score
}

/** A metric `own` of some aggregates. */
export function sqlMetric(
  aggregates: Readonly<Record<string, string>>,
  value = 'x',
  more: Readonly<Record<string, unknown>> = {},
) {
  return { name: 'own', direction: 'higher', aggregates, value, ...more }
}

/** A project with one model `m` of the module `metrics/own.mjs`. */
export async function sqlModuleProject(text: string, data: Data = {}): Promise<Project> {
  const created = await sqlProject({ module: './metrics/own.mjs' }, data)
  mkdirSync(path.join(created.folder, 'metrics'))
  writeFileSync(path.join(created.folder, 'metrics', 'own.mjs'), text)
  return created
}
