import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Row, writeParquet } from '../support/parquet.js'
import { binaryModel, createProject, onlyEvaluation } from '../support/project.js'

const LABELS: readonly Row[] = [
  { id: 'a', label: 1, tenure: 3 },
  { id: 'b', label: 0, tenure: 9 },
  { id: 'c', label: 1, tenure: 2 },
  { id: 'd', label: null, tenure: 7 },
]
const PREDICTIONS: readonly Row[] = [
  { id: 'a', score: 0.9 },
  { id: 'b', score: 0.8 },
  { id: 'c', score: 0.7 },
  { id: 'z', score: 0.1 },
]

/** Labels and predictions by day, joined on id. */
async function project(predictions: readonly Row[] = PREDICTIONS, overrides: Record<string, unknown> = {}) {
  const created = createProject({
    m: binaryModel({
      dataset: {
        source: 'labels/dt={date}/*.parquet',
        latest: 1,
        columns: { label: 'label', prediction: 'score' },
        predictions: { source: 'scores/dt={date}/', on: ['id'] },
        ...overrides,
      },
    }),
  })
  const write = (kind: string, day: string, types: Record<string, string>, rows: readonly Row[]) =>
    writeParquet(path.join(created.folder, kind, `dt=${day}`, 'part.parquet'), types, rows)
  await write('labels', '2026-11-01', { id: 'UTF8', label: 'INT32', tenure: 'INT32' }, LABELS)
  await write('scores', '2026-11-01', { id: 'UTF8', score: 'DOUBLE', tenure: 'INT32' }, predictions)
  // Scores of a day that has no labels yet belong to no dataset.
  await write('scores', '2026-11-02', { id: 'UTF8', score: 'DOUBLE', tenure: 'INT32' }, PREDICTIONS)
  return created
}

describe('predictions that are kept apart', () => {
  it('are joined on their keys, from the days that the labels have', async () => {
    const { run } = await project()
    const { dataset, slices } = onlyEvaluation(await run('evaluate', '-m', 'm', '-f', 'json'))
    expect(dataset).toMatchObject({ from: '2026-11-01', to: '2026-11-01', files: 2, rows: 4, rowsScored: 3, rowsWithoutLabel: 1 })
    expect(slices[0]?.value).toBe(0.666666666667)
  })

  it('a labelled row without prediction is an error by default, with its key as example', async () => {
    const { run, folder } = await project(PREDICTIONS.slice(1))
    const { code, err } = await run('evaluate', '-m', 'm')
    expect(code).toBe(2)
    const place = `row 1 of ${folder}/labels/dt=2026-11-01/part.parquet`
    expect(err).toContain(`1 labelled row has no matching prediction in predictions.source, e.g. id = a (${place})`)
    expect(err).toContain('on_invalid_prediction: drop')
  })

  it('a null prediction of a row that has one is not told as missing', async () => {
    const { run } = await project([{ id: 'a', score: null }, ...PREDICTIONS.slice(1)])
    const { err } = await run('evaluate', '-m', 'm')
    expect(err).toContain('1 labelled row has a prediction that is null or not finite in column "score"')
  })

  it('what the sides lack of each other is counted and told, labelled or not', async () => {
    const { run } = await project(PREDICTIONS, { on_invalid_prediction: 'drop' })
    expect(onlyEvaluation(await run('evaluate', '-m', 'm', '-f', 'json'))).toMatchObject({
      dataset: { rows: 4, rowsDropped: 0, unmatched: { rows: 1, predictions: 1 } },
      reasons: [expect.any(String), '1 row has no prediction: left out where it has a label (on_invalid_prediction: drop)'],
    })
    expect((await run('evaluate', '-m', 'm')).out).toContain('\nunmatched  1 row without prediction, 1 prediction without row\n')
  })

  it('rows without prediction are dropped and counted where the config says so', async () => {
    const { run } = await project(PREDICTIONS.slice(2), { on_invalid_prediction: 'drop' })
    const { dataset, slices } = onlyEvaluation(await run('evaluate', '-m', 'm', '-f', 'json'))
    expect(dataset).toMatchObject({ rows: 4, rowsScored: 1, rowsDropped: 2, unmatched: { rows: 3, predictions: 1 } })
    expect(slices[0]?.value).toBe(1)
  })

  it('a row of another day is no match, and a null key matches nothing', async () => {
    const { run, folder } = await project([...PREDICTIONS, { id: null, score: 0.3 }], {
      latest: 2,
      on_invalid_prediction: 'drop',
    })
    await writeParquet(
      path.join(folder, 'labels', 'dt=2026-11-02', 'part.parquet'),
      { id: 'UTF8', label: 'INT32', tenure: 'INT32' },
      [{ id: 'y', label: 0, tenure: 3 }],
    )
    const { dataset } = onlyEvaluation(await run('evaluate', '-m', 'm', '-f', 'json'))
    expect(dataset).toMatchObject({ rows: 5, unmatched: { rows: 2, predictions: 6 } })
  })

  it('predictions of rows that a filter leaves out have their row, and those of files that were not read are not known', async () => {
    const filtered = await project(PREDICTIONS, { filter: 'tenure < 5' })
    const { dataset } = onlyEvaluation(await filtered.run('evaluate', '-m', 'm', '-f', 'json'))
    expect(dataset).toMatchObject({ rows: 2, unmatched: { rows: 0, predictions: 1 } })
    const pruned = await project(PREDICTIONS, { filter: "tenure < 5 AND dt > DATE '2026-01-01'" })
    expect(onlyEvaluation(await pruned.run('evaluate', '-m', 'm', '-f', 'json')).dataset).toMatchObject({
      unmatched: { rows: 0, predictions: null },
    })
  })

  it('of keys that are text on one side and numbers on the other are refused', async () => {
    const { run, folder } = await project()
    await writeParquet(path.join(folder, 'scores', 'dt=2026-11-01', 'part.parquet'), { id: 'INT64', score: 'DOUBLE' }, [
      { id: 1, score: 0.9 },
    ])
    const { code, err } = await run('evaluate', '-m', 'm')
    expect([code, err]).toEqual([
      2,
      expect.stringContaining('predictions.on: id is VARCHAR in the dataset but BIGINT in the predictions'),
    ])
  })

  it('give the prediction alone: of any other column that both have, that of the dataset counts', async () => {
    const created = createProject({
      m: binaryModel({
        dataset: {
          source: 'labels/*.parquet',
          columns: { label: 'label', prediction: 'score' },
          predictions: { source: 'scores/*.parquet', on: ['id'] },
        },
        slices: [{ name: 'young', where: 'tenure < 5', weight: 1 }],
      }),
    })
    const types = { id: 'UTF8', label: 'INT32', tenure: 'INT32', score: 'DOUBLE' }
    const rows = [
      { id: 'a', label: 1, tenure: 3, score: 0.1 },
      { id: 'b', label: 0, tenure: 9, score: 0.1 },
    ]
    await writeParquet(path.join(created.folder, 'labels', 'part.parquet'), types, rows)
    const others = rows.map((row) => ({ ...row, label: 0, tenure: 99, score: 0.9 }))
    await writeParquet(path.join(created.folder, 'scores', 'part.parquet'), types, others)
    const { slices } = onlyEvaluation(await created.run('evaluate', '-m', 'm', '-f', 'json'))
    expect(slices[0]).toMatchObject({ rows: 1, value: 1 })
  })

  it('keys that repeat each day are joined within their day', async () => {
    const { run, folder } = await project(PREDICTIONS, { latest: 2 })
    await writeParquet(
      path.join(folder, 'labels', 'dt=2026-11-02', 'part.parquet'),
      { id: 'UTF8', label: 'INT32', tenure: 'INT32' },
      [{ id: 'a', label: 0, tenure: 3 }],
    )
    const { dataset, slices } = onlyEvaluation(await run('evaluate', '-m', 'm', '-f', 'json'))
    expect(dataset).toMatchObject({ rows: 5, rowsScored: 4 })
    expect(slices[0]?.value).toBe(0.5)
  })

  it('a column of the name that days are joined by is refused', async () => {
    const { run, folder } = await project(PREDICTIONS, { latest: 2 })
    await writeParquet(
      path.join(folder, 'labels', 'dt=2026-11-02', 'part.parquet'),
      { id: 'UTF8', label: 'INT32', tenure: 'INT32', ctrain_day: 'UTF8' },
      [{ id: 'a', label: 0, tenure: 3, ctrain_day: 'monday' }],
    )
    const { code, err } = await run('evaluate', '-m', 'm')
    expect([code, err]).toEqual([2, expect.stringContaining('column "ctrain_day" has a name that is reserved')])
  })

  it('null keys join nothing and are no duplicates', async () => {
    const { run } = await project([...PREDICTIONS, { id: null, score: 0.2 }, { id: null, score: 0.3 }])
    expect(onlyEvaluation(await run('evaluate', '-m', 'm', '-f', 'json')).dataset?.rowsScored).toBe(3)
  })

  it('a damaged file of predictions is named', async () => {
    const { run, folder } = await project()
    writeFileSync(path.join(folder, 'scores', 'dt=2026-11-01', 'bad.parquet'), 'PAR1 not really PAR1')
    const { code, err } = await run('evaluate', '-m', 'm')
    expect(code).toBe(2)
    expect(err).toContain(`${folder}/scores/dt=2026-11-01/bad.parquet can't be read as Parquet`)
  })

  it('two predictions for one key are an error with the key', async () => {
    const { run } = await project([...PREDICTIONS, { id: 'b', score: 0.2 }])
    const { code, err } = await run('evaluate', '-m', 'm')
    expect(code).toBe(2)
    expect(err).toContain('predictions.source has 2 predictions for id = b on 2026-11-01')
  })

  it('a key that one side lacks is an error that names the side', async () => {
    const { run } = await project(PREDICTIONS, { predictions: { source: 'scores/dt={date}/', on: ['customer'] } })
    const { code, err } = await run('evaluate', '-m', 'm')
    expect(code).toBe(2)
    expect(err).toContain('the dataset has no column "customer"')
  })

  it('days without predictions are an error that names the source', async () => {
    const { run } = await project(PREDICTIONS, { predictions: { source: 'nowhere/dt={date}/', on: ['id'] } })
    const { code, err } = await run('evaluate', '-m', 'm')
    expect(code).toBe(2)
    expect(err).toContain('no partition of 2026-11-01 matches nowhere/dt={date}/')
  })
})

describe('weights and empty slices', () => {
  const slices = [
    { name: 'new', where: 'tenure < 6', weight: 3 },
    { name: 'old', where: 'tenure >= 6', weight: 1 },
    { name: 'nobody', where: 'tenure > 100', weight: 4 },
  ]

  async function evaluate(more: Record<string, unknown>, production?: unknown) {
    const created = createProject({ m: binaryModel({ slices, normalize_weights: true, ...more }) })
    if (production !== undefined) writeFileSync(path.join(created.folder, 'production.json'), JSON.stringify(production))
    const rows = LABELS.map((row, index) => ({ ...row, score: PREDICTIONS[index]?.['score'] ?? null }))
    await writeParquet(
      path.join(created.folder, 'data', 'part.parquet'),
      { id: 'UTF8', label: 'INT32', tenure: 'INT32', score: 'DOUBLE' },
      rows,
    )
    return await created.run('evaluate', '-m', 'm', '-f', 'json')
  }

  it('on_empty_slice: fail is inconclusive and names the slice', async () => {
    const run = await evaluate({})
    expect(run.code).toBe(4)
    expect(onlyEvaluation(run)).toMatchObject({
      verdict: 'inconclusive',
      score: null,
      reasons: ['slice nobody has no scored rows'],
    })
  })

  it('on_empty_slice: skip renormalises the others and says so', async () => {
    const run = await evaluate({ drift: { max_drop: '5%', on_empty_slice: 'skip' } })
    const evaluation = onlyEvaluation(run)
    expect(evaluation.score).toBe(0.75)
    expect(evaluation.slices.map(({ weight }) => weight)).toEqual([0.75, 0.25, 0])
    expect(evaluation.reasons).toContain('slice nobody has no scored rows; its weight went to the others (on_empty_slice: skip)')
  })

  it('on_empty_slice: production takes the stored score of the slice and says so', async () => {
    const score = 'production.json#/score'
    const drift = { max_drop: '5%', on_empty_slice: 'production' }
    const stored = { score: 0.8, slices: { nobody: { score: 0.5, standard_error: 0.1 } } }
    const evaluation = onlyEvaluation(await evaluate({ production: { score }, drift }, stored))
    expect(evaluation.score).toBe(0.625)
    expect(evaluation.slices[2]).toMatchObject({ value: 0.5, isProduction: true, rows: 0 })
    expect(evaluation.reasons).toContain(
      'slice nobody has no scored rows; its production score stands in (on_empty_slice: production)',
    )
  })

  it('on_empty_slice: production without a stored score of the slice is inconclusive', async () => {
    const run = await evaluate({ drift: { max_drop: '5%', on_empty_slice: 'production' } })
    expect(run.code).toBe(4)
    expect(onlyEvaluation(run).reasons).toEqual([
      'slice nobody has no scored rows',
      'no production score of slice nobody is known that could stand in (on_empty_slice: production)',
    ])
  })
})
