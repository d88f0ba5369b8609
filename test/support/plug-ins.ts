import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { copyToParquet } from './duckdb-parquet.js'
import { createProject, onlyEvaluation, type Project } from './project.js'

/** Four rows in two slices, eu (two rows) and us (two rows). */
export const ROWS = `SELECT * FROM (VALUES (1, 0.9, 10, 'eu'), (0, 0.8, 20, 'eu'), (1, 0.2, 30, 'us'), (1, 0.7, 40, 'us'))
  AS rows(label, score, amount, region)`

const SLICES = [
  { name: 'eu', where: "region = 'eu'", weight: 0.5 },
  { name: 'us', where: "region = 'us'", weight: 0.5 },
]

/** A model of a metric on `rows`, an SQL query, with files by their path in the project. */
export async function plugInProject(
  metric: unknown,
  files: Readonly<Record<string, string>>,
  { rows = ROWS, ...more }: { readonly rows?: string } & Readonly<Record<string, unknown>> = {},
): Promise<Project> {
  const project = createProject({
    m: {
      dataset: { source: 'data/*.parquet', columns: { label: 'label', prediction: 'score' } },
      metric,
      slices: SLICES,
      ...more,
    },
  })
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(project.folder, name)
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
  await copyToParquet(path.join(project.folder, 'data', 'part.parquet'), rows)
  return project
}

/** A model of the module `metrics/own.mjs`. */
export async function moduleProject(text: string, { rows, model, files = {}, ...keys }: ModuleProject = {}): Promise<Project> {
  const metric = { module: './metrics/own.mjs', ...keys }
  return await plugInProject(metric, { 'metrics/own.mjs': text, ...files }, { ...(rows !== undefined && { rows }), ...model })
}

interface ModuleProject extends Readonly<Record<string, unknown>> {
  readonly rows?: string
  /** Further keys of the model; all others are the metric's. */
  readonly model?: Readonly<Record<string, unknown>>
  readonly files?: Readonly<Record<string, string>>
}

/** The values of all slices, and of all rows at once. */
export async function valuesOf(project: Project): Promise<(number | null)[]> {
  const { slices, pooled } = onlyEvaluation(await project.run('score', '-m', 'm', '-f', 'json'))
  return [...slices.map(({ value }) => value), pooled?.value ?? null]
}
