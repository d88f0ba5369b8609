import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { copyToParquet } from '../support/duckdb-parquet.js'
import { binaryModel, createProject, onlyEvaluation } from '../support/project.js'

/** 40 rows: the first 30 of model v2, whose predictions are right but for every third; v1 has none that is right, nor labels. */
const ROWS = `SELECT range AS id, CASE WHEN range < 30 THEN 'v2' ELSE 'v1' END AS "model.version", range // 3 AS query,
  CASE WHEN range < 30 THEN (range % 2)::INTEGER END AS label, CASE WHEN range >= 30 THEN NULL
    WHEN range % 3 = 0 THEN 1 - range % 2 ELSE range % 2 END::DOUBLE AS score, {'unit': range % 5, 'Straße': 'a"b'} AS place,
  range AS amount FROM range(40)`

const V2 = `"model.version" = 'v2'`
const ONLY_V2 = `SELECT * FROM (${ROWS}) WHERE ${V2}`

interface Given {
  readonly rows?: string
  readonly dataset?: Record<string, unknown>
  readonly model?: Record<string, unknown>
}

async function projectOf({ rows = ROWS, dataset = {}, model = {} }: Given) {
  const columns = { label: 'label', prediction: 'score' }
  const project = createProject({ m: binaryModel({ dataset: { source: 'data/*.parquet', columns, ...dataset }, ...model }) })
  await copyToParquet(path.join(project.folder, 'data', 'a.parquet'), rows)
  return project
}

/** What evaluate says, without what tells one file from another. */
async function evaluate(given: Given) {
  const run = await (await projectOf(given)).run('evaluate', '-m', 'm', '-f', 'json')
  const { dataset, ...evaluation } = onlyEvaluation(run)
  const facts = Object.entries(dataset ?? {}).filter(([key]) => !['fingerprint', 'bytes'].includes(key))
  return { ...evaluation, dataset: Object.fromEntries(facts) }
}

describe('a filter', () => {
  it.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['counts', { metric: 'f1', also: ['log_loss'] }, {}],
    ['a sort', { metric: 'roc_auc', slices: [{ by: 'query', weight: 'rows' }], drift: { max_drop: '5%', min_rows: 3 } }, {}],
    ['a ranking', { metric: 'ndcg@3' }, { columns: { label: 'label', prediction: 'score', group: 'query' } }],
    ['SQL', { metric: { name: 'own', direction: 'higher', aggregates: { x: 'sum(amount)' }, value: 'x' } }, {}],
    ['intervals of rows of one id', { metric: 'accuracy' }, { columns: { label: 'label', prediction: 'score', id: 'query' } }],
  ])('makes rows that do not pass as if they were not there: %s', async (_, model, dataset) => {
    const filtered = await evaluate({ model, dataset: { ...dataset, filter: V2 } })
    expect(filtered.error).toBeNull()
    expect(filtered).toEqual(await evaluate({ rows: ONLY_V2, model, dataset }))
  })

  it('that is null for a row does not let it pass', async () => {
    const { dataset } = await evaluate({ dataset: { filter: 'label >= 0' } })
    expect(dataset).toMatchObject({ rows: 30, rowsWithoutLabel: 0 })
  })

  it('keeps rows from errors: what it leaves out may be invalid', async () => {
    const rows = `SELECT *, CASE WHEN id >= 30 THEN 7 ELSE label END AS grade FROM (${ROWS})`
    const columns = { label: 'grade', prediction: 'score' }
    expect((await evaluate({ rows, dataset: { columns } })).error?.message).toContain(
      '10 labelled rows have a label other than 0',
    )
    expect((await evaluate({ rows, dataset: { columns, filter: `${V2} -- the new one` } })).dataset).toMatchObject({ rows: 30 })
  })

  it.each([
    ['a field of a struct', 'place.unit = 1', 8],
    ['names with quotes, umlauts and another case', `"PLACE"."Straße" = 'a"b' AND AMOUNT < 10`, 10],
    ['true', 'true', 40],
  ])('reads %s', async (_, filter, rows) => {
    expect((await evaluate({ dataset: { filter, on_invalid_prediction: 'drop' } })).dataset).toMatchObject({ rows })
  })

  it('reads columns of predictions that are kept apart', async () => {
    const predictions = { source: 'scores/*.parquet', on: ['id'] }
    const project = await projectOf({
      rows: `SELECT * EXCLUDE (score) FROM (${ONLY_V2})`,
      dataset: { predictions, filter: 'pass > 0' },
    })
    await copyToParquet(
      path.join(project.folder, 'scores', 'a.parquet'),
      `SELECT id, score, id % 2 AS pass FROM (${ROWS}) WHERE id < 20`,
    )
    const { dataset } = onlyEvaluation(await project.run('score', '-m', 'm', '-f', 'json'))
    expect(dataset).toMatchObject({ rows: 10, rowsScored: 10, unmatched: { rows: 0, predictions: 0 } })
  })

  it.each([
    ['a subquery', 'amount = (SELECT 1)', 'may not contain a subquery'],
    ['a file', "read_text('/etc/passwd') = 'x'", 'may not call read_text()'],
    ['more than one expression', 'true) OR (true', 'is not a valid SQL expression'],
    ['a number', 'amount + 1', 'must be true or false for a row, this is BIGINT'],
    ['types that do not fit', 'year(amount) = 2026', 'does not fit the data'],
    ['a name that ctrain uses', 'ctrain_day = 1', 'reads "ctrain_day", a name that is reserved'],
    ['a column that is not there', 'amuont > 1', 'the dataset has no column "amuont"'],
    ['what fails on some row', 'CAST("model.version" AS INTEGER) = 1', 'fails on this data: Conversion Error'],
  ])('of %s is refused with its place', async (_, filter, problem) => {
    const { error } = await evaluate({ dataset: { filter } })
    expect(error?.message).toMatch(/^ctrain\.yaml:9:15 filter: /)
    expect(error?.message).toContain(problem)
  })

  it('that fails on some row is told as well where slices are found in the data', async () => {
    const model = { slices: [{ by: 'query', weight: 'rows' }] }
    const { error } = await evaluate({ model, dataset: { filter: 'CAST("model.version" AS INTEGER) = 1' } })
    expect(error?.message).toMatch(/^ctrain\.yaml:9:15 filter: fails on this data/)
  })

  it('is checked by validate, without data', async () => {
    const { run } = createProject({
      m: binaryModel({
        dataset: { source: 'x/', columns: { label: 'label', prediction: 'score' }, filter: 'amount > max(amount)' },
      }),
    })
    const { code, err } = await run('validate')
    expect([code, err]).toEqual([2, expect.stringContaining('models.m.dataset.filter: may not call max(): an aggregate')])
  })

  it('that nothing passes leaves an empty dataset: no verdict, and why', async () => {
    const { verdict, reasons, dataset } = await evaluate({ dataset: { filter: 'amount > 1000' } })
    expect([verdict, dataset['rows']]).toEqual(['inconclusive', 0])
    expect(reasons).toContainEqual(expect.stringMatching(/^the dataset is empty: no row of .*a\.parquet passes dataset\.filter$/))
  })
})
