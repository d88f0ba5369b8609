import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { copyToParquet } from '../support/duckdb-parquet.js'
import { type Row, writeParquet } from '../support/parquet.js'
import { binaryModel, createProject, onlyEvaluation, type Project } from '../support/project.js'
import type { Run } from '../support/test-io.js'

const TYPES = { id: 'UTF8', label: 'INT32', score: 'DOUBLE', weight: 'DOUBLE', region: 'UTF8', tenure: 'INT32' }
const FIRST = { id: 'a', label: 1, score: 0.9, weight: 1, region: 'EU', tenure: 3 }
const ROWS: readonly Row[] = [
  FIRST,
  { id: 'b', label: 0, score: 0.2, weight: 2, region: 'EU', tenure: 9 },
  { id: 'c', label: 1, score: 0.4, weight: 1, region: 'US', tenure: 2 },
  { id: 'd', label: 0, score: 0.1, weight: 0, region: 'US', tenure: 7 },
]

/** A project whose model `m` reads one file of these rows. */
async function project(model: Record<string, unknown>, rows = ROWS, types: Record<string, string> = TYPES): Promise<Project> {
  const created = createProject({ m: model })
  await writeParquet(path.join(created.folder, 'data', 'part.parquet'), types, rows)
  return created
}

function dataset(columns: Record<string, unknown>, more: Record<string, unknown> = {}) {
  return { dataset: { source: 'data/*.parquet', columns: { label: 'label', prediction: 'score', ...columns }, ...more } }
}

/** Two good predictions, and one each of NaN, null and infinity. */
async function invalidPredictions(more: Record<string, unknown>): Promise<Project> {
  const created = createProject({ m: binaryModel(dataset({}, more)) })
  const values = "(1, 0.9::DOUBLE), (1, 'NaN'::DOUBLE), (0, NULL), (1, 'Infinity'::DOUBLE), (0, 0.7)"
  await copyToParquet(path.join(created.folder, 'data', 'part.parquet'), `SELECT * FROM (VALUES ${values}) AS t(label, score)`)
  return created
}

/** Bad input is told in a sentence, with exit code 2 and without a stack. */
function expectToldAs(run: Run, ...parts: string[]): void {
  expect(run.err).not.toMatch(/\n\s+at |bug in ctrain/)
  for (const part of parts) expect(run.err).toContain(part)
  expect(run.code).toBe(2)
}

describe('bad data is told with place and fix', () => {
  it('a missing column lists the columns there are', async () => {
    const { run } = await project(binaryModel(dataset({ label: 'churned' })))
    expectToldAs(
      await run('evaluate', '-m', 'm'),
      'the dataset has no column "churned"',
      'columns there are: id, label, score, weight, region, tenure',
    )
  })

  it('a column that a slice needs and the data lacks names the slice and its place in the config', async () => {
    const { run } = await project(binaryModel({ slices: [{ name: 'new', where: 'tenure_months < 6', weight: 1 }] }))
    expectToldAs(
      await run('evaluate', '-m', 'm'),
      'ctrain.yaml:12:16 slice new: the dataset has no column "tenure_months"',
      'columns there are: id',
    )
  })

  it.each([
    ['a subquery', '(select 1) = 1', 'may not contain a subquery'],
    ['a file', "read_text('/etc/passwd') = 'x'", 'may not call read_text()'],
    ['a number instead of a condition', 'tenure + 1', 'must be true or false for a row, this is INTEGER'],
    ['types that don’t compare', "tenure = DATE '2026-01-01'", 'fails on this data'],
  ])('a predicate with %s is refused and the slice is named', async (_, where, reason) => {
    const { run } = await project(binaryModel({ slices: [{ name: 'new', where, weight: 1 }] }))
    expectToldAs(await run('evaluate', '-m', 'm'), 'slice new: where', reason)
  })

  it('a predicate that fails on some row is told, not counted as false', async () => {
    const { run } = await project(binaryModel({ slices: [{ name: 'new', where: 'CAST(region AS INTEGER) > 1', weight: 1 }] }))
    expectToldAs(await run('evaluate', '-m', 'm'), 'slice new: where fails on this data', "Could not convert string 'EU'")
  })

  it('a label of text names its type', async () => {
    const { run } = await project(binaryModel(dataset({ label: 'region' })))
    expectToldAs(
      await run('evaluate', '-m', 'm'),
      'column "region" has type VARCHAR, but the label of accuracy must be boolean or a number',
    )
  })

  it('a label other than 0 and 1 comes with a count and an example', async () => {
    const { run, folder } = await project(binaryModel(dataset({ id: 'id' })), [...ROWS, { ...FIRST, id: 'e', label: 2 }])
    expectToldAs(
      await run('evaluate', '-m', 'm'),
      `1 labelled row has a label other than 0 and 1 in column "label", e.g. row 5 of ${folder}/data/part.parquet: id = e: 2`,
    )
  })

  it('null and non-finite predictions are an error by default, with a count and an example', async () => {
    const { run } = await invalidPredictions({})
    expectToldAs(
      await run('evaluate', '-m', 'm'),
      '3 labelled rows have a prediction that is null or not finite in column "score", e.g. row 2 of',
      ': NaN',
      'on_invalid_prediction: drop',
    )
  })

  it('on_invalid_prediction: drop leaves such rows out and counts them', async () => {
    const { run } = await invalidPredictions({ on_invalid_prediction: 'drop' })
    const { dataset: facts, slices } = onlyEvaluation(await run('evaluate', '-m', 'm', '-f', 'json'))
    expect(facts).toMatchObject({ rows: 5, rowsScored: 2, rowsDropped: 3 })
    expect(slices[0]).toMatchObject({ rows: 2, value: 0.5 })
  })

  it('a probability metric refuses predictions outside [0, 1]', async () => {
    const { run } = await project(binaryModel({ metric: 'log_loss' }), [...ROWS, { ...FIRST, score: 1.5 }])
    expectToldAs(
      await run('evaluate', '-m', 'm'),
      '1 labelled row has a prediction outside [0, 1], where log_loss is not defined',
    )
  })

  it('a secondary metric drops no rows from the gating one: a prediction that it is not defined for is an error', async () => {
    const model = binaryModel({
      ...dataset({}, { on_invalid_prediction: 'drop' }),
      metric: 'roc_auc',
      also: ['brier_score'],
    })
    const { run } = await project(model, [...ROWS, { ...FIRST, score: 1.5 }])
    expectToldAs(
      await run('evaluate', '-m', 'm'),
      '1 labelled row has a prediction outside [0, 1], where brier_score is not defined',
    )
  })

  it('a negative row weight is an error', async () => {
    const { run } = await project(binaryModel(dataset({ weight: 'weight' })), [...ROWS, { ...FIRST, weight: -1 }])
    expectToldAs(
      await run('evaluate', '-m', 'm'),
      '1 labelled row has a weight that is null, negative or not finite in column "weight"',
    )
  })

  it('an unlabelled row may lack a prediction: it is counted, not scored', async () => {
    const { run } = await project(binaryModel(), [...ROWS, { ...FIRST, label: null, score: null }])
    const { dataset: facts } = onlyEvaluation(await run('evaluate', '-m', 'm', '-f', 'json'))
    expect(facts).toMatchObject({ rows: 5, rowsScored: 4, rowsWithoutLabel: 1 })
  })

  it('rows without any label are inconclusive, exit 4', async () => {
    const { run } = await project(
      binaryModel(),
      ROWS.map((row) => ({ ...row, label: null })),
    )
    const told = await run('evaluate', '-m', 'm')
    expect(told.code).toBe(4)
    expect(told.out).toContain('INCONCLUSIVE: slice all has no scored rows')
  })

  it('a source that matches no file says so', async () => {
    const { run } = createProject({ m: binaryModel() })
    expectToldAs(await run('evaluate', '-m', 'm'), 'no file matches data/*.parquet')
  })

  it('a window without partitions names the days', async () => {
    const model = binaryModel({
      dataset: { source: 'data/dt={date}/*.parquet', window: '3d', columns: { label: 'label', prediction: 'score' } },
    })
    const { run } = createProject({ m: model })
    expectToldAs(
      await run('evaluate', '-m', 'm', '--date', '2026-11-03'),
      'no partition from 2026-11-01 to 2026-11-03 matches data/dt={date}/*.parquet',
    )
  })

  it('a file that is no Parquet is named', async () => {
    const { run, folder } = await project(binaryModel())
    writeFileSync(path.join(folder, 'data', 'notes.parquet'), 'not parquet at all')
    expectToldAs(
      await run('evaluate', '-m', 'm'),
      `${folder}/data/notes.parquet is not a Parquet file: it does not end as one (18 bytes)`,
    )
  })

  it('a truncated file is named', async () => {
    const { run, folder } = await project(binaryModel())
    const bytes = readFileSync(path.join(folder, 'data', 'part.parquet'))
    writeFileSync(path.join(folder, 'data', 'short.parquet'), bytes.subarray(0, bytes.length - 20))
    expectToldAs(
      await run('evaluate', '-m', 'm'),
      `${folder}/data/short.parquet is not a Parquet file: it starts as one, and is cut off`,
    )
  })

  it('a file with damaged pages is named', async () => {
    const { run, folder } = await project(binaryModel())
    const bytes = readFileSync(path.join(folder, 'data', 'part.parquet'))
    bytes.fill(0xff, 4, Math.floor(bytes.length / 3))
    writeFileSync(path.join(folder, 'data', 'damaged.parquet'), bytes)
    expectToldAs(await run('evaluate', '-m', 'm'), `${folder}/data/damaged.parquet can't be read as Parquet`)
  })

  it('types that contradict each other name both files', async () => {
    const { run, folder } = await project(binaryModel())
    await writeParquet(path.join(folder, 'data', 'part2.parquet'), { ...TYPES, score: 'UTF8' }, [{ label: 1, score: '0.9' }])
    expectToldAs(
      await run('evaluate', '-m', 'm'),
      `column score is number in ${folder}/data/part.parquet but text in ${folder}/data/part2.parquet`,
    )
  })

  it('a column that newer files no longer have is an error that names both files, never a smaller slice', async () => {
    const { run, folder } = await project(binaryModel({ slices: [{ name: 'new', where: 'tenure < 6', weight: 1 }] }))
    await writeParquet(path.join(folder, 'data', 'part2.parquet'), { label: 'INT32', score: 'DOUBLE', tenure_months: 'INT32' }, [
      { label: 1, score: 0.1, tenure_months: 1 },
    ])
    expectToldAs(
      await run('evaluate', '-m', 'm'),
      `column tenure is in ${folder}/data/part.parquet but no longer in ${folder}/data/part2.parquet`,
    )
  })

  it('a value that overflows is told as such', async () => {
    const rows = ROWS.map((row) => ({ ...row, score: 1e300 }))
    const { run } = await project(binaryModel({ metric: 'mse' }), rows)
    const told = await run('evaluate', '-m', 'm')
    expect(told.code).toBe(4)
    expect(told.out).toContain('slice all has no mse: its value is too large for a number')
  })

  it('integers and floats of the same column mix, and a column that only later files have is null before', async () => {
    const { run, folder } = await project(binaryModel({ slices: [{ name: 'vip', where: 'coalesce(vip, true)', weight: 1 }] }))
    await writeParquet(path.join(folder, 'data', 'part2.parquet'), { label: 'INT64', score: 'FLOAT', vip: 'BOOLEAN' }, [
      { label: 1, score: 0.75, vip: false },
    ])
    const { slices } = onlyEvaluation(await run('evaluate', '-m', 'm', '-f', 'json'))
    expect(slices[0]).toMatchObject({ rows: 4 })
  })
})
