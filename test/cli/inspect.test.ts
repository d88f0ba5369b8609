import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { useAws } from '../support/aws-env.js'
import { copyToParquet } from '../support/duckdb-parquet.js'
import { type Run, runCli } from '../support/test-io.js'

const aws = useAws()
const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(path.join(os.tmpdir(), 'ctrain-inspect-'))

const text = z.string().nullable()
const number = z.number().nullable()

/** The documented shape: every key is always there. */
const Document = z.strictObject({
  schemaVersion: z.literal(1),
  inspection: z
    .strictObject({
      sources: z.array(z.string()),
      template: text,
      partitions: z.strictObject({
        from: text,
        to: text,
        days: z.number(),
        missingDates: z.array(z.string()),
        folders: z.array(z.strictObject({ name: z.string(), values: z.number() })),
      }),
      files: z.strictObject({
        found: z.number(),
        bytes: z.number(),
        read: z.number(),
        bytesFetched: z.number(),
        formats: z.array(z.string()),
      }),
      rows: z.number(),
      rowsScanned: z.number(),
      columns: z.array(
        z.strictObject({
          name: z.string(),
          type: z.string(),
          kind: z.enum(['number', 'text', 'boolean', 'time', 'nested', 'other']),
          statistics: z.enum(['footer', 'scan']).nullable(),
          rows: z.number(),
          nulls: number,
          notFinite: number,
          distinct: number,
          distinctIsExact: z.boolean(),
          min: z.union([z.number(), z.string()]).nullable(),
          max: z.union([z.number(), z.string()]).nullable(),
          values: z.array(z.strictObject({ value: text, rows: z.number() })).nullable(),
        }),
      ),
      roles: z.strictObject({ label: text, prediction: text, weight: text, group: text, id: text, timestamp: text }),
      histogram: z
        .strictObject({
          label: z.string(),
          prediction: z.string(),
          groups: z.array(z.strictObject({ label: z.string(), rows: z.number() })),
          bins: z.array(z.strictObject({ name: z.string(), from: number, to: number, rows: z.array(z.number()) })),
          rowsWithoutLabel: z.number(),
          rowsWithoutPrediction: z.number(),
        })
        .nullable(),
      contradictions: z.array(z.string()),
    })
    .nullable(),
  error: z.strictObject({ kind: z.string(), message: z.string(), hint: text }).nullable(),
})

/** Text, numbers of every kind, nested values, nothing but nulls, NaN, and names that need quotes or steer terminals. */
const ODD = `SELECT i AS "we""ird, {x: y}", [i, 2] AS list, {'a': i} AS struct, MAP {'k': i} AS map, NULL::INT AS empty,
  CASE i % 4 WHEN 0 THEN 'nan'::DOUBLE WHEN 1 THEN 'inf'::DOUBLE ELSE i END AS odd, 'a' || chr(27) || '[31m' || (i % 2) AS "esc\u001b[31mape",
  9007199254740993 + i AS big, DATE '2026-01-01' AS d, '😀' || i AS "emoji 😀" FROM range(100) AS t(i)`

beforeAll(async () => {
  await copyToParquet(`${folder}/odd.parquet`, ODD)
  await copyToParquet(`${folder}/nothing.parquet`, 'SELECT 1 AS label, 0.5 AS score WHERE false')
  const columns = Array.from({ length: 1000 }, (_, index) => `i + ${index} AS f${index}`).join(', ')
  await copyToParquet(`${folder}/wide.parquet`, `SELECT i % 2 AS label, i / 3000 AS score, ${columns} FROM range(2000) AS t(i)`)
})

async function inspected(...argv: string[]) {
  const run = await runCli(['inspect', '--format', 'json', ...argv], { cwd: folder })
  expect(run.code, run.err).toBe(0)
  const { inspection } = Document.parse(JSON.parse(run.out))
  if (inspection === null) throw new Error('nothing was inspected')
  return { ...inspection, column: (name: string) => inspection.columns.find((column) => column.name === name) }
}

async function inRoot(...argv: string[]): Promise<Run> {
  return await runCli(['inspect', ...argv], { cwd: ROOT })
}

describe('ctrain inspect', () => {
  it.each([
    ['churn', ['fixtures/data/churn']],
    ['demand', ['fixtures/data/demand/dt={date}/*.parquet']],
    ['churn-in-ascii', ['fixtures/data/churn/*/*.parquet', '--ascii', '--max-rows', '2000']],
  ])('prints what a folder, a template and a sample hold: %s', async (name, argv) => {
    const { code, out, err } = await inRoot(...argv)
    expect([code, err]).toEqual([0, ''])
    expect(Math.max(...out.split('\n').map((line) => [...line].length))).toBeLessThanOrEqual(80)
    if (argv.includes('--ascii')) expect(out).toMatch(/^[\n -~]*$/)
    await expect(out).toMatchFileSnapshot(`../golden/inspect/${name}.txt`)
  })

  it('shows odd names and values without letting them steer the terminal; nested columns are shown, not profiled', async () => {
    const { code, out } = await runCli(['inspect', 'odd.parquet'], { cwd: folder })
    expect(code).toBe(0)
    await expect(out).toMatchFileSnapshot('../golden/inspect/odd.txt')
  })

  it('tells exact ends of what a JSON number can not hold, and ends of finite numbers beside a count of the others', async () => {
    const { column, histogram } = await inspected('odd.parquet')
    expect(column('big')).toMatchObject({ min: '9007199254740993', max: '9007199254741092', distinct: 100 })
    expect(column('odd')).toMatchObject({ min: 2, max: 99, notFinite: 50, nulls: 0 })
    expect(column('empty')).toMatchObject({ nulls: 100, min: null, max: null, distinct: 0 })
    expect(column('map')).toMatchObject({ kind: 'nested', statistics: null, nulls: null })
    expect(histogram).toBeNull()
  })

  it('answers for no rows', async () => {
    const { rows, column, histogram } = await inspected('nothing.parquet')
    expect([rows, column('label')?.nulls, histogram]).toEqual([0, 0, null])
  })

  it('takes a sample of a thousand columns, with the range of all rows from the footer', async () => {
    const { code, out } = await runCli(['inspect', 'wide.parquet', '--max-rows', '200'], { cwd: folder })
    expect(code).toBe(0)
    expect(out).toContain('likely     label label, prediction score')
    expect(out).toMatch(/\nf7 +BIGINT +0.0 % +≈?\d+ +7 … 2006\n/)
    expect(out).toContain('and 942 more columns (--all-columns shows them)')
    expect(out).toContain('of 200 of 2,000 rows')
  })

  it('has the same columns, rows and histogram of CSV and JSON Lines as of Parquet', async () => {
    const rows = Array.from({ length: 50 }, (_, row) => ({
      id: row,
      score: row / 50,
      label: row > 25 ? 1 : 0,
      region: row % 2 ? 'EU' : 'US',
    }))
    const select = `SELECT * FROM (VALUES ${rows.map((r) => `(${r.id}::BIGINT, ${r.score}::DOUBLE, ${r.label}::BIGINT, '${r.region}')`).join(', ')}) AS t(id, score, label, region)`
    await copyToParquet(`${folder}/formats/rows.parquet`, select)
    writeFileSync(`${folder}/formats/rows.jsonl`, rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
    writeFileSync(
      `${folder}/formats/rows.csv`,
      `id,score,label,region\n${rows.map((row) => Object.values(row).join(',')).join('\n')}\n`,
    )
    const parquet = await inspected('formats/rows.parquet')
    expect(parquet.histogram?.groups).toEqual([
      { label: '0', rows: 26 },
      { label: '1', rows: 24 },
    ])
    for (const name of ['csv', 'jsonl']) {
      const { columns, histogram, roles } = await inspected(`formats/rows.${name}`)
      expect({ columns, histogram, roles }, name).toEqual({
        columns: parquet.columns,
        histogram: parquet.histogram,
        roles: parquet.roles,
      })
    }
  })

  it('tells where files contradict each other, and days without files', async () => {
    await copyToParquet(`${folder}/days/2026/11/01/a.parquet`, 'SELECT 1 AS label, 0.5::DOUBLE AS score')
    await copyToParquet(`${folder}/days/2026/11/03/a.parquet`, "SELECT 'one' AS label, 0.5::DOUBLE AS score")
    const { contradictions, partitions, template } = await inspected('days')
    expect(contradictions).toEqual([
      expect.stringMatching(/column label is number in .*01\/a.parquet but text in .*03\/a.parquet/),
    ])
    expect(template).toBe('days/{yyyy}/{MM}/{dd}/a.parquet')
    expect(partitions).toMatchObject({ from: '2026-11-01', to: '2026-11-03', days: 2, missingDates: ['2026-11-02'] })
  })

  it.each([
    [['absent/*.parquet'], 'no file matches absent/*.parquet'],
    [['odd.parquet', '--label', 'bigg'], 'the data has no column "bigg"\nhint: did you mean big?'],
    [['s3://bucket/{year}/'], 'has the unknown placeholder {year}'],
    [['ftp://host/file'], 'ftp://host/file is of an unknown kind'],
    [['odd.parquet', '--max-bytes', 'lots'], 'Write e.g. 500MB or 2GB.'],
    [['formats/rows.csv', '--max-bytes', '10B'], 'rows.csv would be read whole'],
    [[], "missing required argument 'source'"],
  ])('refuses %j with what to do, exit 2', async (argv, message) => {
    const { code, out, err } = await runCli(['inspect', ...argv], { cwd: folder })
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain(message)
  })

  it('prints a failure as JSON, too', async () => {
    const { code, out } = await runCli(['inspect', 'absent', '-f', 'json'], { cwd: folder })
    expect(code).toBe(2)
    expect(Document.parse(JSON.parse(out))).toMatchObject({ inspection: null, error: { kind: 'data' } })
  })
})

describe('on S3', () => {
  it('reads small objects whole, with the findings of local files', async () => {
    const file = 'fixtures/data/churn/dt=2026-11-01/part-00000.parquet'
    aws().s3.put('lake', 'churn/dt=2026-11-01/part-00000.parquet', readFileSync(path.join(ROOT, file)))
    const remote = await inspected('s3://lake/churn')
    const local = Document.parse(JSON.parse((await inRoot(file, '-f', 'json')).out)).inspection
    expect(remote.columns).toEqual(local?.columns)
    expect(remote.histogram).toEqual(local?.histogram)
    expect(remote.template).toBe('s3://lake/churn/dt={date}/part-*.parquet')
  })

  it('of a large object fetches the likely columns, where all would be too many bytes; ranges come from the footer', async () => {
    mkdirSync(`${folder}/large`, { recursive: true })
    const noise = Array.from({ length: 20 }, (_, index) => `hash(i * ${index + 7}) AS noise${index}`).join(', ')
    await copyToParquet(
      `${folder}/large/a.parquet`,
      `SELECT i % 2 AS label, (i % 100) / 100 AS score, ${noise} FROM range(40000) AS t(i)`,
    )
    aws().s3.put('lake', 'large/a.parquet', readFileSync(`${folder}/large/a.parquet`))
    const { column, rows, rowsScanned, files, histogram } = await inspected('s3://lake/large/', '--max-bytes', '2MB')
    expect(files.bytes).toBeGreaterThan(4_500_000)
    expect(files.bytesFetched).toBeLessThan(2_100_000)
    expect([rows, rowsScanned]).toEqual([40_000, 40_000])
    expect(column('noise3')).toMatchObject({ statistics: 'footer', nulls: 0, distinct: null })
    expect(column('score')).toMatchObject({ distinct: 100, min: 0, max: 0.99 })
    expect(histogram?.groups.map((group) => group.rows)).toEqual([20_000, 20_000])
  })
})
