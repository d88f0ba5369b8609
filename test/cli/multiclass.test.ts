// Expected numbers are counted by hand from the rows.
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { copyToParquet } from '../support/duckdb-parquet.js'
import { type Row, writeParquet } from '../support/parquet.js'
import { createProject, type Project } from '../support/project.js'
import type { Run } from '../support/test-io.js'

const TYPES = { species: 'UTF8', predicted: 'UTF8', p_cat: 'DOUBLE', p_dog: 'DOUBLE', p_eel: 'DOUBLE', weight: 'DOUBLE' }
const ROWS: readonly Row[] = [
  { species: 'cat', predicted: 'cat', p_cat: 0.6, p_dog: 0.3, p_eel: 0.1, weight: 1 },
  { species: 'cat', predicted: 'dog', p_cat: 0.4, p_dog: 0.4, p_eel: 0.2, weight: 2 },
  { species: 'dog', predicted: 'dog', p_cat: 0.1, p_dog: 0.8, p_eel: 0.1, weight: 1 },
  { species: 'eel', predicted: 'cat', p_cat: 0.5, p_dog: 0.2, p_eel: 0.3, weight: 0 },
  { species: null, predicted: 'eel', p_cat: 0.1, p_dog: 0.2, p_eel: 0.7, weight: 1 },
]
const COLUMNS = { label: 'species', prediction: 'predicted' }
const CLASSES = { label: 'species', probabilities: { cat: 'p_cat', dog: 'p_dog', eel: 'p_eel' } }

function model(columns: Record<string, unknown>, metric: unknown, more: Record<string, unknown> = {}): Record<string, unknown> {
  return { dataset: { source: 'data/*.parquet', columns }, metric, ...more }
}

/** A project whose model `m` reads one file of these rows. */
async function project(config: Record<string, unknown>, rows = ROWS, types: Record<string, string> = TYPES): Promise<Project> {
  const created = createProject({ m: config })
  await writeParquet(path.join(created.folder, 'data', 'part.parquet'), types, rows)
  return created
}

/** A project whose model `m` reads what a query returns. */
async function queried(config: Record<string, unknown>, query: string): Promise<Project> {
  const created = createProject({ m: config })
  await copyToParquet(path.join(created.folder, 'data', 'part.parquet'), query)
  return created
}

async function scores(created: Project) {
  const run = await created.run('score', '-m', 'm', '--format', 'json')
  expect(run.err).toBe('')
  const [evaluation] = Report.parse(JSON.parse(run.out)).evaluations
  return evaluation
}

const Report = z.object({
  evaluations: z.array(
    z.object({
      score: z.number().nullable(),
      dataset: z.object({ rows: z.number(), rowsScored: z.number(), rowsWithoutLabel: z.number() }),
      slices: z.array(z.object({ name: z.string(), value: z.number().nullable() })),
      also: z.array(z.object({ name: z.string(), score: z.number().nullable() })),
    }),
  ),
})

/** Bad input is told in a sentence, with exit code 2 and without a stack. */
function expectToldAs(run: Run, ...parts: string[]): void {
  expect(run.err).not.toMatch(/\n\s+at |bug in ctrain/)
  for (const part of parts) expect(run.err).toContain(part)
  expect(run.code).toBe(2)
}

describe('classes as text', () => {
  it('are scored by a metric of that name, null labels left out', async () => {
    const evaluation = await scores(await project(model(COLUMNS, 'accuracy', { also: [{ name: 'recall', average: 'cat' }] })))
    expect(evaluation).toMatchObject({ score: 0.5, also: [{ name: 'recall', score: 0.5 }] })
    expect(evaluation?.dataset).toEqual({ rows: 5, rowsScored: 4, rowsWithoutLabel: 1 })
  })

  it('have weights and slices', async () => {
    const slices = [
      { name: 'sure', where: 'p_cat > 0.45 OR p_dog > 0.45', weight: 0.5 },
      { name: 'all', weight: 0.5 },
    ]
    const evaluation = await scores(await project(model({ ...COLUMNS, weight: 'weight' }, 'accuracy', { slices })))
    expect(evaluation?.slices).toEqual([
      { name: 'sure', value: 1 },
      { name: 'all', value: 0.5 },
    ])
    expect(evaluation?.score).toBe(0.75)
  })

  it('need an average for precision, said where the metric stands', async () => {
    const { run } = await project(model(COLUMNS, 'accuracy', { also: ['precision'] }))
    expectToldAs(
      await run('score', '-m', 'm'),
      'ctrain.yaml:11:9 models.m.also[0]: column "species" is text: precision of several classes needs average',
    )
  })

  it('can not be ranked without probabilities', async () => {
    const { run } = await project(model(COLUMNS, 'roc_auc'))
    expectToldAs(await run('score', '-m', 'm'), 'roc_auc of several classes needs a probability of each')
  })
})

describe('a probability column per class', () => {
  it('predicts the most probable class, the first of a tie', async () => {
    const evaluation = await scores(await project(model(CLASSES, 'accuracy', { also: ['top_k_accuracy', 'log_loss'] })))
    expect(evaluation?.score).toBe(0.75)
    const [topTwo, logLoss] = evaluation?.also ?? []
    expect(topTwo).toEqual({ name: 'top_k_accuracy', score: 1 })
    expect(logLoss?.score).toBeCloseTo(-(Math.log(0.6) + Math.log(0.4) + Math.log(0.8) + Math.log(0.3)) / 4, 12)
  })

  it('does not replace a prediction that is given', async () => {
    expect((await scores(await project(model({ ...COLUMNS, ...CLASSES }, 'accuracy'))))?.score).toBe(0.5)
  })

  it('must be there for each label', async () => {
    const probabilities = { cat: 'p_cat', dog: 'p_dog' }
    const { run, folder } = await project(model({ label: 'species', probabilities }, 'log_loss'))
    expectToldAs(
      await run('score', '-m', 'm'),
      `1 labelled row has a label that has no probability column in column "species", e.g. row 4 of ${folder}/data/part.parquet: eel`,
      'name a column for each class under dataset.columns.probabilities',
    )
  })

  it('must hold probabilities', async () => {
    const wrong = ROWS.map((row, index) => (index === 1 ? { ...row, p_dog: 1.5 } : row))
    expectToldAs(
      await (await project(model(CLASSES, 'log_loss'), wrong)).run('score', '-m', 'm'),
      '1 labelled row has a probability outside [0, 1] in column "p_cat", "p_dog", "p_eel"',
      ': 0.4, 1.5, 0.2',
    )
    const missing = ROWS.map((row, index) => (index === 2 ? { ...row, p_eel: null } : row))
    expectToldAs(
      await (await project(model(CLASSES, 'log_loss'), missing)).run('score', '-m', 'm'),
      '1 labelled row has a probability that is null or not finite in column "p_cat", "p_dog", "p_eel"',
    )
  })

  it('must be numbers', async () => {
    const { run } = await project(model({ label: 'species', probabilities: { cat: 'p_cat', dog: 'predicted' } }, 'accuracy'))
    expectToldAs(await run('score', '-m', 'm'), 'column "predicted" has type VARCHAR, but the probability must be a number')
  })
})

describe('classes as numbers and booleans', () => {
  it('are the same class in any type of number', async () => {
    const rows = '(1.0::DOUBLE, 1), (2.0, 2), (NULL, 1), (3.0, 1)'
    const created = await queried(
      model(
        { label: 'y', prediction: 'p' },
        { name: 'accuracy', task: 'multiclass' },
        { also: [{ name: 'recall', average: 2 }] },
      ),
      `SELECT * FROM (VALUES ${rows}) AS t(y, p)`,
    )
    const evaluation = await scores(created)
    expect(evaluation?.score).toBeCloseTo(2 / 3, 12)
    expect(evaluation?.also).toEqual([{ name: 'recall', score: 1 }])
  })

  it('are decided by type: integers on both sides are classes', async () => {
    const created = await queried(
      model({ label: 'y', prediction: 'p' }, 'accuracy'),
      'SELECT * FROM (VALUES (7, 7), (8, 7), (9, 9), (7, 7)) AS t(y, p)',
    )
    expect((await scores(created))?.score).toBe(0.75)
  })

  it('match booleans as 0 and 1', async () => {
    const created = await queried(
      model({ label: 'y', prediction: 'p' }, 'cohen_kappa', { also: ['accuracy'] }),
      'SELECT * FROM (VALUES (true, 1), (false, 0), (true, 0), (false, 0)) AS t(y, p)',
    )
    expect(await scores(created)).toMatchObject({ score: 0.5, also: [{ score: 0.75 }] })
  })

  it('of text do not compare with booleans', async () => {
    const created = await queried(
      model({ label: 'y', prediction: 'p' }, 'accuracy'),
      "SELECT * FROM (VALUES ('True', true), ('False', false), ('maybe', true)) AS t(y, p)",
    )
    expectToldAs(
      await created.run('score', '-m', 'm'),
      `column "y" is text and column "p" boolean: their classes can't be compared`,
    )
  })

  it('must be finite', async () => {
    const metric = { name: 'accuracy', task: 'multiclass' }
    const label = await queried(model({ label: 'y', prediction: 'p' }, metric), "SELECT 'NaN'::DOUBLE AS y, 1 AS p")
    expectToldAs(await label.run('score', '-m', 'm'), '1 labelled row has a label that is not finite in column "y"')
    const predicted = await queried(model({ label: 'y', prediction: 'p' }, metric), "SELECT 1 AS y, 'Infinity'::FLOAT AS p")
    expectToldAs(
      await predicted.run('score', '-m', 'm'),
      '1 labelled row has a prediction that is null or not finite in column "p"',
    )
  })

  it('need not be classes: a binary metric has its threshold', async () => {
    const created = await queried(
      model({ label: 'y', prediction: 'p' }, { name: 'accuracy', threshold: 50 }),
      'SELECT * FROM (VALUES (1, 70), (0, 60), (1, 50), (0, 10)) AS t(y, p)',
    )
    expect((await scores(created))?.score).toBe(0.75)
  })
})
