import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { useAws } from '../support/aws-env.js'
import { copyToParquet } from '../support/duckdb-parquet.js'
import { writeParquet } from '../support/parquet.js'
import { binaryModel, createProject, onlyEvaluation, type Project } from '../support/project.js'

const aws = useAws()

/** Predicted right, but for b and c. */
const LABELS = ['a,1,3', 'b,0,9', 'c,1,2', 'd,0,7']
const SCORES = ['0.9', '0.8', '0.3', '0.2']
const TYPES = { id: 'UTF8', label: 'INT32', tenure: 'INT32' }

function project(
  files: Readonly<Record<string, string>>,
  predictions: Record<string, unknown> = {},
  more: Record<string, unknown> = {},
): Project {
  const created = createProject({
    m: binaryModel({
      dataset: {
        source: 'in/**/*.csv',
        column_names: ['id', 'label', 'tenure'],
        columns: { label: 'label', prediction: 'score' },
        predictions: { source: 'out/**/*.out', on: 'rows', ...predictions },
        ...more,
      },
      slices: [
        { name: 'young', where: 'tenure < 5', weight: 0.5 },
        { name: 'all', where: 'true', weight: 0.5 },
      ],
    }),
  })
  for (const [name, content] of Object.entries(files)) write(created, name, content)
  return created
}

function write({ folder }: Project, name: string, content: string): void {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
  writeFileSync(path.join(folder, name), content)
}

function lines(values: readonly string[]): string {
  return values.map((value) => `${value}\n`).join('')
}

async function evaluate({ run }: Project) {
  const result = await run('evaluate', '-q', '-m', 'm', '-f', 'json')
  if (result.err !== '') throw new Error(result.err)
  return onlyEvaluation(result)
}

async function failure({ run }: Project): Promise<string> {
  const { code, err } = await run('evaluate', '-m', 'm')
  expect(err).not.toMatch(/\n\s+at |bug in ctrain|ctrain-converted/)
  expect(code).toBe(2)
  return err
}

describe('the output of a batch transform, for the rows of the dataset', () => {
  it.each([
    ['numbers', lines(SCORES), {}],
    ['named columns', lines(SCORES.map((score) => `${score},x`)), { column_names: ['score', 'other'] }],
    ['JSON Lines', lines(SCORES.map((score) => `{"score":${score}}`)), {}],
    ['JSON Lines with another column of the dataset', lines(SCORES.map((score) => `{"score":${score},"tenure":99}`)), {}],
    ['joined JSON', lines(SCORES.map((score) => `{"tenure":99,"SageMakerOutput":${score}}`)), {}],
    [
      'joined CSV',
      lines(LABELS.map((row, index) => `${row.replace(/\d+$/, '99')},${SCORES[index]}`)),
      { column_names: ['id', 'label', 'tenure', 'score'] },
    ],
    ['a batch per line', `{"predictions":[${SCORES.slice(0, 3).join()}]}\n{"predictions":[${SCORES[3]}]}\n`, {}],
  ])('%s: X.out has the predictions of X, row by row', async (_, output, predictions) => {
    const { dataset, slices, score } = await evaluate(
      project({ 'in/part.csv': lines(LABELS), 'out/part.csv.out': output }, predictions),
    )
    expect(dataset).toMatchObject({ files: 2, rows: 4, rowsScored: 4 })
    expect([slices.map(({ value }) => value), score]).toEqual([[0.5, 0.5], 0.5])
  })

  it('files are paired by name, whatever their number and order', async () => {
    const { score } = await evaluate(
      project({
        'in/b.csv': lines(LABELS.slice(0, 1)),
        'in/a.csv': lines(LABELS.slice(1)),
        'out/a.csv.out': lines(SCORES.slice(1)),
        'out/b.csv.out': lines(SCORES.slice(0, 1)),
      }),
    )
    expect(score).toBe(0.5)
  })

  it('files of one name are paired by their folder, or their day', async () => {
    const files = {
      'in/dt=2026-11-01/part.csv': lines(LABELS.slice(0, 1)),
      'in/dt=2026-11-02/part.csv': lines(LABELS.slice(1)),
      'out/dt=2026-11-02/part.csv.out': lines(SCORES.slice(1)),
      'out/dt=2026-11-01/part.csv.out': lines(SCORES.slice(0, 1)),
    }
    expect((await evaluate(project(files))).score).toBe(0.5)
    const renamed = Object.fromEntries(
      Object.entries(files).map(([name, text]) => [name.replace('out/dt=', 'out/run-7/day/'), text]),
    )
    const more = { source: 'in/dt={date}/*.csv', latest: 2 }
    const { score, dataset } = await evaluate(project(renamed, { source: 'out/run-7/day/{date}/' }, more))
    expect([score, dataset?.['from'], dataset?.['to']]).toEqual([0.5, '2026-11-01', '2026-11-02'])
  })

  it('the input may be Parquet', async () => {
    const created = project({ 'out/part.parquet.out': lines(SCORES) }, {}, { source: 'in/*.parquet', column_names: undefined })
    const rows = LABELS.map((row) => row.split(',')).map(([id = '', label, tenure]) => ({
      id,
      label: Number(label),
      tenure: Number(tenure),
    }))
    await writeParquet(path.join(created.folder, 'in', 'part.parquet'), TYPES, rows)
    expect((await evaluate(created)).score).toBe(0.5)
  })

  it('come from S3, beside their inputs', async () => {
    const { s3 } = aws()
    s3.put('lake', 'transform/dt=2026-11-01/part.csv', lines(LABELS))
    s3.put('lake', 'transform/dt=2026-11-01/part.csv.out', lines(SCORES))
    const created = project(
      {},
      { source: 's3://lake/transform/dt={date}/*.out' },
      { source: 's3://lake/transform/dt={date}/*.csv', latest: 1 },
    )
    expect((await evaluate(created)).score).toBe(0.5)
  })

  it('of wide Parquet on S3, only the columns that are read are fetched', async () => {
    const { s3 } = aws()
    const created = project(
      {},
      { source: 's3://lake/wide/*.out' },
      { source: 's3://lake/wide/*.parquet', column_names: undefined },
    )
    const local = path.join(created.folder, 'wide.parquet')
    const wide = Array.from({ length: 30 }, (_, column) => `random() AS f${column}`).join(', ')
    await copyToParquet(local, `SELECT i % 2 AS label, i % 10 AS tenure, ${wide} FROM range(40000) t(i)`)
    s3.put('lake', 'wide/part.parquet', readFileSync(local))
    s3.put(
      'lake',
      'wide/part.parquet.out',
      lines(Array.from({ length: 40_000 }, (_, row) => String(row % 4 === 0 ? 1 : row % 2))),
    )
    const { score, dataset } = await evaluate(created)
    expect(score).toBe(0.725)
    expect(dataset).toMatchObject({ rows: 40_000, rowsScored: 40_000, files: 2 })
    expect(dataset?.bytesFetched).toBeLessThan(1_000_000)
    expect(Number(dataset?.['bytes'])).toBeGreaterThan(8_000_000)
  })

  it('several class probabilities are columns with names', async () => {
    const created = createProject({
      m: binaryModel({
        dataset: {
          source: 'in/*.csv',
          columns: { label: 'species', probabilities: { cat: 'p_cat', dog: 'p_dog' } },
          predictions: { source: 'out/*.out', on: 'rows', column_names: ['p_cat', 'p_dog'] },
        },
      }),
    })
    write(created, 'in/a.csv', 'species\ncat\ndog\ncat\n')
    write(created, 'out/a.csv.out', '0.9,0.1\n0.2,0.8\n0.3,0.7\n')
    expect((await evaluate(created)).score).toBe(0.666666666667)
  })

  const complete = { 'in/part.csv': lines(LABELS), 'out/part.csv.out': lines(SCORES) }

  it.each([
    [
      'an output that is missing',
      { 'in/b.csv': lines(LABELS) },
      /1 of 2 files of dataset\.source has no output \(X\.out\) in dataset\.predictions\.source, e\.g\. .*\/in\/b\.csv/,
    ],
    [
      'an output without input',
      { 'out/b.csv.out': '1\n' },
      /1 of 2 files of dataset\.predictions\.source has no input in dataset\.source, e\.g\. .*\/out\/b\.csv\.out/,
    ],
    [
      'two outputs for one input',
      { 'out/x/part.csv.out': lines(SCORES), 'out/y/part.csv.out': lines(SCORES) },
      /2 of 3 files of dataset\.predictions\.source have no input/,
    ],
    [
      'more rows than predictions',
      { 'out/part.csv.out': lines(SCORES.slice(1)) },
      /\/out\/part\.csv\.out has 3 predictions for the 4 rows of .*\/in\/part\.csv\n/,
    ],
    ['more predictions than rows', { 'out/part.csv.out': lines([...SCORES, '1']) }, /has 5 predictions for the 4 rows/],
    [
      'several columns without names',
      { 'out/part.csv.out': lines(SCORES.map((score) => `${score},1`)) },
      /has 2 columns without names\nhint: name them in order: dataset\.predictions\.column_names: \[name1, name2\]/,
    ],
    [
      'a column of another name',
      { 'out/part.csv.out': lines(SCORES.map((score) => `{"p":${score}}`)) },
      /the dataset has no column "score"\nhint: columns there are: label, tenure, p/,
    ],
  ])('%s is told with the file', async (_, files, message) => {
    expect(await failure(project({ ...complete, ...files }))).toMatch(message)
  })

  it('several candidates that no place tells apart are told', async () => {
    const files = { 'in/part.csv': lines(LABELS), 'out/x/part.csv.out': lines(SCORES), 'out/y/part.csv.out': lines(SCORES) }
    expect(await failure(project(files))).toMatch(
      /1 of 1 file of dataset\.source has several outputs in dataset\.predictions\.source/,
    )
    const others = { 'in/x/part.csv': lines(LABELS), 'in/y/part.csv': lines(LABELS), 'out/part.csv.out': lines(SCORES) }
    expect(await failure(project(others))).toMatch(
      /1 of 1 file of dataset\.predictions\.source has several inputs in dataset\.source/,
    )
  })

  it('files that are no outputs are told', async () => {
    const created = project({ ...complete, 'out/manifest': '{}' }, { source: 'out/' })
    expect(await failure(created)).toMatch(
      /1 of 2 files of dataset\.predictions\.source is no output of a transform \(X\.out\), e\.g\. .*manifest/,
    )
  })
})

describe('the output of a batch transform whose input is not the dataset', () => {
  const files = {
    'labels/all.csv': 'id,label,tenure\nd,0,7\nc,1,2\nb,0,9\na,1,3\n',
    'in/p1.csv': 'a,17\nb,18\n',
    'in/p2.csv': 'c,19\nd,20\n',
    'out/p1.csv.out': lines(SCORES.slice(0, 2)),
    'out/p2.csv.out': lines(SCORES.slice(2)),
  }
  const predictions = { on: ['id'], input: 'in/*.csv', input_column_names: ['id', 'feature'] }
  const labels = { source: 'labels/*.csv', column_names: undefined }

  it('the keys come from the input, and join the predictions with the dataset', async () => {
    const { dataset, score, slices } = await evaluate(project(files, predictions, labels))
    expect(dataset).toMatchObject({ files: 5, rows: 4, rowsScored: 4 })
    expect([slices.map(({ value }) => value), score]).toEqual([[0.5, 0.5], 0.5])
  })

  it('a key that the input lacks is told', async () => {
    const other = { ...predictions, input_column_names: ['customer', 'feature'] }
    expect(await failure(project(files, other, labels))).toContain('the predictions has no column "id"')
  })

  it('files that lack their counterpart are told by the name of the input', async () => {
    const { 'out/p2.csv.out': _, ...fewer } = files
    expect(await failure(project(fewer, predictions, labels))).toMatch(
      /1 of 2 files of dataset\.predictions\.input has no output .*\/in\/p2\.csv/,
    )
  })

  it('joined by SageMaker, the output has the keys itself', async () => {
    const joined = {
      'labels/all.csv': files['labels/all.csv'],
      'out/p.jsonl.out': lines(
        ['a', 'b', 'c', 'd'].map((id, index) => `{"id":"${id}","SageMakerOutput":{"score":${SCORES[index]}}}`),
      ),
    }
    expect((await evaluate(project(joined, { on: ['id'] }, labels))).score).toBe(0.5)
  })
})
