import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { copyToParquet } from '../support/duckdb-parquet.js'
import { binaryModel, createProject, onlyEvaluation, type Project } from '../support/project.js'

const COLUMNS = { label: 'label', prediction: 'score' }
const NONE = `SELECT 1 AS label, 0.9::DOUBLE AS score, 'a' AS class, 0.5::DOUBLE AS a, 0.5::DOUBLE AS b, 1 AS query, 'EU' AS region, 2.5 AS weight LIMIT 0`

async function projectOf(model: Record<string, unknown>, dataset: Record<string, unknown> = {}): Promise<Project> {
  const source = { source: 'data/', columns: COLUMNS, ...dataset }
  const project = createProject({ m: binaryModel({ dataset: source, ...model }) })
  for (const file of ['a', 'b']) await copyToParquet(path.join(project.folder, 'data', `${file}.parquet`), NONE)
  writeFileSync(path.join(project.folder, 'own.mjs'), "export default { direction: 'higher', compute: (table) => table.numRows }")
  return project
}

describe('files without any row give no verdict, and why', () => {
  it.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['counts', { metric: 'f1', also: ['roc_auc', 'log_loss'] }, {}],
    ['weights and ids', { metric: 'roc_auc' }, { columns: { ...COLUMNS, weight: 'weight', id: 'query' } }],
    [
      'classes',
      { metric: { name: 'f1', average: 'macro' }, also: ['roc_auc'] },
      { columns: { label: 'class', probabilities: { a: 'a', b: 'b' } } },
    ],
    ['regression', { metric: 'rmse', also: ['r2', 'median_absolute_error'] }, {}],
    ['ranking', { metric: 'ndcg@5' }, { columns: { ...COLUMNS, group: 'query' } }],
    ['SQL', { metric: { name: 'own', direction: 'higher', aggregates: { x: 'sum(label)' }, value: 'x' } }, {}],
    ['a module', { metric: { module: './own.mjs' } }, {}],
    ['slices by values that are not there', { slices: [{ by: 'region', weight: 'rows' }] }, {}],
    ['slices by values with weights', { slices: [{ by: 'region', weights: { EU: 0.5, '*': 0.5 } }] }, {}],
  ])('%s', async (_, model, dataset) => {
    const project = await projectOf(model, dataset)
    const run = await project.run('evaluate', '-m', 'm', '-f', 'json')
    const { verdict, reasons, score, error, ...evaluation } = onlyEvaluation(run)
    expect(run.code).toBe(4)
    expect([verdict, score, error, evaluation.dataset?.rows]).toEqual(['inconclusive', null, null, 0])
    expect(reasons[0]).toMatch(/^(slice .* has no scored rows|nothing was measured)/)
    expect(reasons).toContain(`the dataset is empty: ${project.folder}/data/a.parquet and 1 more have no rows`)
    expect(run.out).not.toMatch(/NaN|Infinity/)
  })

  it('predictions that are kept apart have no row then', async () => {
    const project = await projectOf({}, { predictions: { source: 'scores/', on: ['query'] } })
    await copyToParquet(path.join(project.folder, 'scores', 'a.parquet'), 'SELECT range AS query, 0.9 AS score FROM range(3)')
    const { verdict, dataset } = onlyEvaluation(await project.run('evaluate', '-m', 'm', '-f', 'json'))
    expect([verdict, dataset]).toMatchObject(['inconclusive', { rows: 0, unmatched: { rows: 0, predictions: 3 } }])
  })
})

describe('files of 0 bytes', () => {
  async function withEmpty(count: number, rows: string | null) {
    const project = createProject({ m: binaryModel({ dataset: { source: 'data/', columns: COLUMNS } }) })
    mkdirSync(path.join(project.folder, 'data'))
    for (let file = 0; file < count; file++) writeFileSync(path.join(project.folder, 'data', `empty${file}.parquet`), '')
    if (rows !== null) await copyToParquet(path.join(project.folder, 'data', 'part.parquet'), rows)
    return { ...(await project.run('score', '-m', 'm', '-f', 'json')), folder: project.folder }
  }

  it.each([
    [1, /^warning: \S+\/data\/empty0\.parquet has 0 bytes and is left out\n$/],
    [2, /^warning: 2 files have 0 bytes and are left out, e\.g\. \S+\/data\/empty0\.parquet\n$/],
  ])('are left out, with a warning: %i of them', async (count, warning) => {
    const run = await withEmpty(count, 'SELECT 1 AS label, 0.9 AS score')
    expect(run.err).toMatch(warning)
    expect(onlyEvaluation(run).dataset).toMatchObject({ files: 1, rows: 1 })
  })

  it.each([
    [1, (folder: string) => `${folder}/data/empty0.parquet has 0 bytes`],
    [2, () => 'all 2 files of data/ have 0 bytes'],
  ])('alone are no dataset: %i of them', async (count, message) => {
    const { code, err, folder } = await withEmpty(count, null)
    expect([code, err]).toEqual([2, expect.stringContaining(message(folder))])
  })
})
