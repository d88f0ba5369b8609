import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { copyToParquet } from '../support/duckdb-parquet.js'
import { binaryModel, createProject, onlyEvaluation, type Project } from '../support/project.js'

const COLUMNS = { label: 'label', prediction: 'score' }

/** 200 rows of which every `gap`th has no label, and columns of the time of each: two minutes apart, the first one at a quarter to eleven pm. */
function rowsOf(gap: number, day = '2026-11-13'): string {
  return `SELECT CASE WHEN range % ${gap} > 0 THEN 1 END AS label, 0.9 AS score, range % 4 AS weight,
    TIMESTAMP '${day} 22:45:00' + INTERVAL (2 * range) MINUTE AS seen FROM range(200)`
}

async function projectOf(dataset: Record<string, unknown>, files: Readonly<Record<string, string>>): Promise<Project> {
  const project = createProject({ m: binaryModel({ dataset: { source: 'data/', columns: COLUMNS, ...dataset } }) })
  for (const [file, query] of Object.entries(files)) await copyToParquet(path.join(project.folder, 'data', file), query)
  return project
}

async function factsOf(project: Project) {
  const { dataset, error } = onlyEvaluation(await project.run('score', '-m', 'm', '-f', 'json'))
  expect(error).toBeNull()
  return dataset
}

describe('labels by day', () => {
  const DAILY = {
    'dt=2026-11-12/a.parquet': rowsOf(50),
    'dt=2026-11-13/a.parquet': rowsOf(40),
    'dt=2026-11-14/a.parquet': rowsOf(2),
  }
  const LATEST = { source: 'data/dt={date}/', latest: 9 }

  it('are counted by the day of the files', async () => {
    const facts = await factsOf(await projectOf(LATEST, { ...DAILY, 'dt=2026-11-12/b.parquet': rowsOf(100) }))
    expect(facts).toMatchObject({
      rows: 800,
      rowsWithoutLabel: 111,
      days: [
        { day: '2026-11-12', rows: 400, rowsWithoutLabel: 6 },
        { day: '2026-11-13', rows: 200, rowsWithoutLabel: 5 },
        { day: '2026-11-14', rows: 200, rowsWithoutLabel: 100 },
      ],
    })
  })

  it('of days that clearly lack labels are told in one line', async () => {
    const { out } = await (await projectOf(LATEST, DAILY)).run('score', '-m', 'm')
    expect(out).toContain('\nlabels     2026-11-14: 50.0 %, other days 97.7 %\n')
    const even = await projectOf(LATEST, { ...DAILY, 'dt=2026-11-14/a.parquet': rowsOf(20) })
    expect((await even.run('score', '-m', 'm')).out).not.toContain('\nlabels  ')
  })

  it('a day has its place whether or not rows of it pass the filter; a row of weight 0 lacks nothing', async () => {
    const dataset = {
      ...LATEST,
      columns: { ...COLUMNS, weight: 'weight' },
      filter: "dt >= DATE '2026-11-14' AND seen IS NOT NULL OR weight > 9",
    }
    expect((await factsOf(await projectOf(dataset, DAILY)))?.['days']).toEqual([
      { day: '2026-11-12', rows: 0, rowsWithoutLabel: 0 },
      { day: '2026-11-13', rows: 0, rowsWithoutLabel: 0 },
      { day: '2026-11-14', rows: 200, rowsWithoutLabel: 50 },
    ])
  })

  it.each([
    ['UTC', 'seen', [38, 162]],
    ['Europe/Berlin', 'seen', [8, 192]],
    ['Asia/Kathmandu', 'seen', [200]],
    ['Europe/Berlin', 'seen::TIMESTAMP_NS', [8, 192]],
    ['Europe/Berlin', 'seen::TIMESTAMP_MS', [8, 192]],
    ['Europe/Berlin', "seen AT TIME ZONE 'UTC'", [8, 192]],
    ['Europe/Berlin', 'seen::DATE', [38, 162]],
  ])('are counted by the timestamp where files have no day, in the time zone: %s, %s', async (timezone, seen, rows) => {
    const columns = { ...COLUMNS, timestamp: 'time' }
    const project = await projectOf({ columns, timezone }, { 'a.parquet': `SELECT *, ${seen} AS time FROM (${rowsOf(50)})` })
    const days = rows.length === 1 ? ['2026-11-14'] : ['2026-11-13', '2026-11-14']
    expect((await factsOf(project))?.['days']).toMatchObject(days.map((day, index) => ({ day, rows: rows[index] })))
  })

  it('a row without timestamp is of no day', async () => {
    const rows = `SELECT * REPLACE (CASE WHEN weight > 0 THEN seen END AS seen) FROM (${rowsOf(50)})`
    const project = await projectOf({ columns: { ...COLUMNS, timestamp: 'seen' } }, { 'a.parquet': rows })
    expect((await factsOf(project))?.['days']).toEqual([
      { day: '2026-11-13', rows: 28, rowsWithoutLabel: 0 },
      { day: '2026-11-14', rows: 122, rowsWithoutLabel: 2 },
    ])
  })

  it('are none where no day is known', async () => {
    expect((await factsOf(await projectOf({}, { 'a.parquet': rowsOf(2) })))?.['days']).toEqual([])
  })

  it('that come with the predictions are counted too', async () => {
    const project = await projectOf(
      { ...LATEST, predictions: { source: 'scores/dt={date}/', on: ['id'] } },
      {
        'dt=2026-11-13/a.parquet': 'SELECT range AS id, 1 AS x FROM range(10)',
        '../scores/dt=2026-11-13/a.parquet':
          'SELECT range AS id, 0.9 AS score, CASE WHEN range > 4 THEN 1 END AS label FROM range(12)',
      },
    )
    expect(await factsOf(project)).toMatchObject({
      days: [{ day: '2026-11-13', rows: 10, rowsWithoutLabel: 5 }],
      unmatched: { rows: 0, predictions: 2 },
    })
  })
})

describe('a window of rows by their timestamp', () => {
  /** Two minutes apart: 8 rows are before midnight in Berlin, 38 before midnight UTC. */
  const NOW = { now: () => new Date('2026-11-14T06:00:00Z') }

  it.each([
    ['UTC', 'seen', 162],
    ['Europe/Berlin', 'seen', 192],
    ['Europe/Berlin', 'seen::TIMESTAMP_NS', 192],
    ['Europe/Berlin', 'seen::TIMESTAMP_S', 192],
    ['Europe/Berlin', "seen AT TIME ZONE 'UTC'", 192],
    // A date is that of its calendar.
    ['Europe/Berlin', 'seen::DATE', 162],
    ['Pacific/Auckland', 'seen::DATE', 162],
  ])('takes those of its days: %s, %s', async (timezone, seen, rows) => {
    const dataset = { columns: { ...COLUMNS, timestamp: 'time' }, timezone, window: '1d' }
    const project = await projectOf(dataset, { 'a.parquet': `SELECT *, ${seen} AS time FROM (${rowsOf(50)})` })
    const run = await project.runWith(NOW, 'score', '-m', 'm', '-f', 'json')
    expect(onlyEvaluation(run).dataset).toMatchObject({ rows })
  })

  it('leaves out rows without a timestamp and says how many', async () => {
    const rows = `SELECT * REPLACE (CASE WHEN weight > 0 THEN seen END AS seen) FROM (${rowsOf(50)})`
    const project = await projectOf({ columns: { ...COLUMNS, timestamp: 'seen' }, window: '2d' }, { 'a.parquet': rows })
    const { dataset, reasons } = onlyEvaluation(await project.runWith(NOW, 'score', '-m', 'm', '-f', 'json'))
    expect(dataset).toMatchObject({ rows: 150 })
    expect(reasons).toEqual(['50 rows have no seen and are left out'])
  })

  it('that has no rows is empty, which gives no verdict, and says so', async () => {
    const dataset = { columns: { ...COLUMNS, timestamp: 'seen' }, window: '2d', filter: 'score > 0' }
    const project = await projectOf(dataset, { 'a.parquet': rowsOf(50, '2026-11-01') })
    const { code, out } = await project.runWith(NOW, 'evaluate', '-m', 'm')
    expect(code).toBe(4)
    expect(out.replaceAll(/\s+/g, ' ')).toMatch(
      /the dataset is empty: no row of .*a\.parquet is from 2026-11-13 to 2026-11-14 \(seen\) and passes dataset\.filter/,
    )
  })

  it.each([
    ['text', "'2026-11-14'"],
    ['a number', '1794614400'],
    ['a time of the day', "TIME '10:00'"],
  ])('can not go by %s', async (_, seen) => {
    const project = await projectOf(
      { columns: { ...COLUMNS, timestamp: 'time' } },
      { 'a.parquet': `SELECT *, ${seen} AS time FROM (${rowsOf(2)})` },
    )
    const { error } = onlyEvaluation(await project.run('score', '-m', 'm', '-f', 'json'))
    expect(error?.message).toMatch(/^column "time" has type \w+, but the timestamp must be a timestamp or a date$/)
  })
})
