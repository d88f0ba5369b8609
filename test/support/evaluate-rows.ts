import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { type Row, writeParquet } from './parquet.js'
import { binaryModel, createProject, onlyEvaluation, type Project } from './project.js'

export interface Given {
  /** Keys of the model that differ from those of `binaryModel`. */
  readonly model?: Readonly<Record<string, unknown>>
  readonly rows: readonly Row[]
  /** Content of production.json. */
  readonly production?: unknown
  /** Parquet types of columns; `region` and `plan` are texts, `label` and `score` numbers. */
  readonly types?: Readonly<Record<string, string>>
  readonly command?: 'evaluate' | 'score'
}

const TYPES = { region: 'UTF8', plan: 'UTF8', label: 'INT32', score: 'DOUBLE' }

/** A project with one model `m` on the rows. */
export async function projectOf({ model = {}, rows, production, types = {} }: Given): Promise<Project> {
  const stored = production === undefined ? {} : { production: { score: 'production.json' } }
  const project = createProject({ m: binaryModel({ ...stored, ...model }) })
  if (production !== undefined) writeFileSync(path.join(project.folder, 'production.json'), JSON.stringify(production))
  await writeParquet(path.join(project.folder, 'data', 'part.parquet'), { ...TYPES, ...types }, rows)
  return project
}

/** What the whole program says of the rows. */
export async function evaluateRows(given: Given) {
  const project = await projectOf(given)
  const run = await project.run(given.command ?? 'evaluate', '-m', 'm', '-f', 'json')
  return { ...run, project, evaluation: onlyEvaluation(run) }
}

/** `right` of `total` rows are predicted right. */
export function rowsOf(region: string | null, right: number, total: number, more: Row = {}): Row[] {
  return Array.from({ length: total }, (_, row) => ({ region, plan: 'pro', label: 1, score: row < right ? 0.9 : 0.1, ...more }))
}
