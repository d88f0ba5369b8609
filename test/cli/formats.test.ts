import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { useAws } from '../support/aws-env.js'
import type { Content } from '../support/convert.js'
import { type Row, writeParquet } from '../support/parquet.js'
import { binaryModel, createProject, onlyEvaluation, type Project } from '../support/project.js'

const aws = useAws()

const DAYS = ['2026-11-01', '2026-11-02'] as const
const TYPES = { id: 'INT64', label: 'INT32', score: 'DOUBLE', weight: 'DOUBLE', region: 'UTF8', tenure: 'INT32' }
const NAMES = Object.keys(TYPES)

/** Rows that no rule made: some without label, texts that need quotes. */
const ROWS: readonly Row[] = Array.from({ length: 300 }, (_, row) => ({
  id: 9007199254740991 - row * 2,
  label: row % 11 === 0 ? null : (row * 7919) % 3 === 0 ? 1 : 0,
  score: ((row * 104729) % 997) / 997,
  weight: 1 + (row % 5) / 4,
  region: ['EU', 'US "west"', 'A, B', 'x\ny'][row % 4] ?? null,
  tenure: row % 24,
}))

function csv(rows: readonly Row[], names: readonly string[] | null = NAMES, header = true): string {
  const field = (value: Row[string] | undefined) =>
    value === null || value === undefined
      ? ''
      : /[",\n]/.test(String(value))
        ? `"${String(value).replaceAll('"', '""')}"`
        : String(value)
  const lines = rows.map((row) => (names ?? NAMES).map((name) => field(row[name])).join(','))
  return [...(header ? [(names ?? NAMES).join(',')] : []), ...lines, ''].join('\n')
}

function jsonLines(rows: readonly Row[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('')
}

const MODEL = {
  metric: 'roc_auc',
  also: ['log_loss', 'accuracy'],
  slices: [
    { name: 'new', where: 'tenure < 6', weight: 0.5 },
    { name: 'west', where: `region = 'US "west"'`, weight: 0.3 },
    { name: 'lines', where: `region = 'x\ny'`, weight: 0.2 },
  ],
}

function dataset(source: string, more: Record<string, unknown> = {}) {
  const columns = { label: 'label', prediction: 'score', weight: 'weight', id: 'id' }
  return { ...MODEL, dataset: { source, window: '2d', columns, ...more } }
}

/** A project whose data folder has one file per day, and its halves of the rows. */
function project(model: Record<string, unknown>, files: Readonly<Record<string, Content>> = {}): Project {
  const created = createProject({ m: binaryModel(model) })
  for (const [name, content] of Object.entries(files)) write(created.folder, name, content)
  return created
}

function write(folder: string, name: string, content: Content): void {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
  writeFileSync(path.join(folder, name), content)
}

function halves(): readonly (readonly [day: string, rows: readonly Row[]])[] {
  return DAYS.map((day, index) => [day, ROWS.slice(index * 150, (index + 1) * 150)])
}

/** The evaluation of the same rows as Parquet. */
async function asParquet() {
  const created = project(dataset('data/dt={date}/*.parquet'))
  for (const [day, rows] of halves())
    await writeParquet(path.join(created.folder, 'data', `dt=${day}`, 'part.parquet'), TYPES, rows)
  return await evaluate(created)
}

async function evaluate({ run }: Project) {
  const result = await run('evaluate', '-m', 'm', '-f', 'json', '--date', '2026-11-02')
  if (result.err !== '') throw new Error(result.err)
  return onlyEvaluation(result)
}

async function failure({ run }: Project): Promise<string> {
  const { code, err } = await run('evaluate', '-m', 'm', '--date', '2026-11-02')
  expect(err).not.toMatch(/\n\s+at |bug in ctrain|ctrain-converted/)
  expect(code).toBe(2)
  return err
}

/** What a report says of the rows, whatever files they came in. */
function numbers({ dataset, slices, score, interval, also }: Awaited<ReturnType<typeof evaluate>>) {
  const { rows, rowsScored } = dataset ?? {}
  return { rows, rowsScored, slices, score, interval, also }
}

describe('CSV and JSON Lines', () => {
  it.each([
    ['CSV', 'csv', (rows: readonly Row[]) => csv(rows), {}],
    ['CSV with gzip', 'csv.gz', (rows: readonly Row[]) => gzipSync(csv(rows)), {}],
    ['CSV without header', 'csv', (rows: readonly Row[]) => csv(rows, NAMES, false), { column_names: NAMES }],
    ['CSV by format', 'txt', (rows: readonly Row[]) => csv(rows), { format: 'csv' }],
    ['JSON Lines', 'jsonl', jsonLines, {}],
    ['JSON Lines with gzip', 'json.gz', (rows: readonly Row[]) => gzipSync(jsonLines(rows)), {}],
    ['JSON', 'json', (rows: readonly Row[]) => JSON.stringify(rows), {}],
  ])('%s has the numbers of the same rows as Parquet', async (_, ending, content, more) => {
    const files = Object.fromEntries(halves().map(([day, rows]) => [`data/dt=${day}/part.${ending}`, content(rows)]))
    const created = project(dataset('data/dt={date}/*', more), files)
    expect(numbers(await evaluate(created))).toEqual(numbers(await asParquet()))
  })

  it('formats may be mixed, a day each', async () => {
    const created = project(dataset('data/dt={date}/*'))
    const [[first, rows] = ['', []], [second, others] = ['', []]] = halves()
    write(created.folder, `data/dt=${first}/part.csv`, csv(rows))
    await writeParquet(path.join(created.folder, 'data', `dt=${second}`, 'part.parquet'), TYPES, others)
    expect(numbers(await evaluate(created))).toEqual(numbers(await asParquet()))
  })

  it('are fetched from S3, once', async () => {
    const { s3 } = aws()
    for (const [day, rows] of halves()) s3.put('lake', `text/dt=${day}/part.csv.gz`, gzipSync(csv(rows)))
    const created = createProject({ m: binaryModel(dataset('s3://lake/text/dt={date}/*.csv.gz')) })
    const env = { ...process.env, CTRAIN_CACHE_DIR: `${created.folder}/cache` }
    const run = async () =>
      onlyEvaluation(await created.runWith({ env }, 'evaluate', '-m', 'm', '-f', 'json', '--date', '2026-11-02'))
    const first = await run()
    expect(numbers(first)).toEqual(numbers(await asParquet()))
    expect(first.dataset?.bytesFetched).toBeGreaterThan(0)
    const second = await run()
    expect([second.dataset?.bytesFetched, second.score]).toEqual([0, first.score])
  })

  it('of large objects, all is fetched: text has no footer', async () => {
    const { s3 } = aws()
    const rows = ROWS.slice(0, 100)
    const body = csv(rows.map((row) => ({ ...row, region: 'x'.repeat(50_000) })))
    s3.put('lake', 'large/part.csv', body)
    const { run } = createProject({ m: binaryModel(dataset('s3://lake/large/*.csv', { window: undefined })) })
    const plan = JSON.parse((await run('pull', '-m', 'm', '--plan', '-f', 'json')).out).plans[0]
    expect(plan).toMatchObject({ bytes: body.length, bytesToFetch: body.length, files: [{ how: 'whole' }] })
    expect((await run('pull', '-m', 'm')).out).toContain('rows       100')
  })

  it('nothing is left in the temporary folder', async () => {
    const created = project(dataset('data/dt={date}/*.csv'), {
      'data/dt=2026-11-01/part.csv': csv(ROWS),
      'data/dt=2026-11-02/part.csv': csv(ROWS),
    })
    const tmp = mkdtempSync(path.join(os.tmpdir(), 'ctrain-test-'))
    expect((await created.runWith({ tmp }, 'evaluate', '-m', 'm', '--date', '2026-11-02')).code).toBe(0)
    write(created.folder, 'data/dt=2026-11-02/bad.csv', 'id\n"\n')
    expect((await created.runWith({ tmp }, 'evaluate', '-m', 'm', '--date', '2026-11-02')).code).toBe(2)
    expect(readdirSync(tmp)).toEqual([])
  })

  it('ctrain pull counts their rows and shows the files as they are', async () => {
    const created = project(dataset('data/*.csv', { window: undefined }), { 'data/a.csv': csv(ROWS), 'data/b.csv': '' })
    const { out } = await created.run('pull', '-m', 'm')
    expect(out).toContain('rows       300')
    expect(out).toContain(`${created.folder}/data/a.csv`)
  })

  it('a row is named by file and number', async () => {
    const created = project(dataset('data/*.csv', { window: undefined }), {
      'data/a.csv': 'id,label,score,weight,region,tenure\n1,1,0.5,1,x,1\n2,0,,1,x,1\n',
    })
    expect(await failure(created)).toContain(`e.g. row 2 of ${created.folder}/data/a.csv: id = 2: null`)
  })

  it('text in a column that must be numbers is told with file and row, also of predictions that are kept apart', async () => {
    const columns = { label: 'label', prediction: 'score' }
    const one = project(
      { metric: 'rmse', dataset: { source: 'data/*.csv', columns } },
      { 'data/a.csv': 'label,score\n1,2\n', 'data/b.csv': 'score,label\n4,4\nabc,3\n' },
    )
    expect(await failure(one)).toContain(`the prediction must be a number, e.g. row 2 of ${one.folder}/data/b.csv: abc`)
    const predictions = { source: 'scores.csv', on: ['id'] }
    const apart = project(
      { metric: 'rmse', dataset: { source: 'data/*.csv', columns, predictions } },
      { 'data/a.csv': 'id,label\n1,2\n2,3\n', 'scores.csv': 'id,score\n2,3\n1,abc\n' },
    )
    expect(await failure(apart)).toContain(`e.g. row 2 of ${apart.folder}/scores.csv: abc`)
  })

  it('a label that is null everywhere is ground truth that is not there yet', async () => {
    const created = project(dataset('data/*.csv', { window: undefined }), {
      'data/a.csv': csv(ROWS.map((row) => ({ ...row, label: null }))),
    })
    const { run } = created
    const result = await run('evaluate', '-m', 'm', '-f', 'json')
    expect([result.code, onlyEvaluation(result).dataset]).toMatchObject([4, { rows: 300, rowsScored: 0 }])
  })

  it.each([
    ['a broken line', 'id,label\n1,0\n2\n', 'data/a.csv, line 3: 1 column instead of 2'],
    ['Parquet under another name', 'PAR1...PAR1', 'data/a.csv is Parquet, not text'],
    ['a column that is missing', 'id,lable,score,weight,region,tenure\n1,1,1,1,1,1\n', 'the dataset has no column "label"'],
    ['a label of words', 'id,label,score,weight,region,tenure\n1,yes,1,1,1,1\n', 'column "label" is text'],
  ])('%s is told in a sentence', async (_, content, message) => {
    expect(await failure(project(dataset('data/*.csv', { window: undefined }), { 'data/a.csv': content }))).toContain(message)
  })

  it('a missing column lists those that the file has', async () => {
    const created = project(dataset('data/*.csv', { window: undefined }), { 'data/a.csv': 'id,lable,other\n1,1,1\n' })
    expect(await failure(created)).toContain('columns there are: id, lable, other')
  })

  it('types that contradict each other across formats are told with both files', async () => {
    const created = project(dataset('data/*', { window: undefined }), {
      'data/a.csv': csv(ROWS),
      'data/b.jsonl': jsonLines(ROWS.map((row) => ({ ...row, id: `c${row['id']}` }))),
    })
    expect(await failure(created)).toMatch(/column id is number in .*data\/a\.csv but text in .*data\/b\.jsonl/)
  })

  it('Parquet with an ending of its own can be named by format', async () => {
    const created = project(dataset('data/*.csv', { window: undefined, format: 'parquet' }))
    await writeParquet(path.join(created.folder, 'data/a.csv'), TYPES, ROWS)
    expect(onlyEvaluation(await created.run('evaluate', '-m', 'm', '-f', 'json')).dataset?.rows).toBe(300)
  })
})
