import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { copyToParquet } from '../support/duckdb-parquet.js'
import { binaryModel, createProject, onlyEvaluation, type Project } from '../support/project.js'

/** 2026-11-10 to 2026-11-14 but for the 12th; each day has as many rows as its number says. */
const DAYS = ['2026-11-10', '2026-11-11', '2026-11-13', '2026-11-14']

/** A model on daily files whose predictions are right, but for every fifth row. */
async function daily(
  dataset: Record<string, unknown> = {},
  layout: (day: string) => string = (day) => `dt=${day}/part-0.parquet`,
  overrides: Record<string, unknown> = {},
): Promise<Project> {
  const columns = { label: 'label', prediction: 'score' }
  const project = createProject({
    m: binaryModel({ dataset: { source: 'data/dt={date}/*.parquet', columns, ...dataset }, ...overrides }),
  })
  for (const day of DAYS) await copyToParquet(path.join(project.folder, 'data', layout(day)), rowsOf(day))
  return project
}

function rowsOf(day: string): string {
  return `SELECT 1 AS label, CASE WHEN i % 5 = 0 THEN 0.1 ELSE 0.9 END AS score, TIMESTAMP '${day} 12:00:00' AS at
    FROM range(${Number(day.slice(8))}) AS r(i)`
}

async function dataset(project: Project, now: string, ...flags: readonly string[]) {
  const run = await project.runWith({ now: () => new Date(now) }, 'score', '-m', 'm', '-f', 'json', ...flags)
  const facts = onlyEvaluation(run).dataset
  return Object.fromEntries(['from', 'to', 'missingDates', 'rows'].map((fact) => [fact, facts?.[fact]]))
}

const FROM_10_TO_14 = { from: '2026-11-10', to: '2026-11-14', missingDates: ['2026-11-12'], rows: 48 }

describe('the days of a dataset', () => {
  it('a window ends today, and today is that of the time zone', async () => {
    const utc = await daily({ window: '2d' })
    expect(await dataset(utc, '2026-11-13T23:30:00Z')).toEqual({
      from: '2026-11-13',
      to: '2026-11-13',
      missingDates: ['2026-11-12'],
      rows: 13,
    })
    const berlin = await daily({ window: '2d', timezone: 'Europe/Berlin' })
    const both = { from: '2026-11-13', to: '2026-11-14', missingDates: [], rows: 27 }
    expect(await dataset(berlin, '2026-11-13T23:30:00Z')).toEqual(both)
    expect(await dataset(berlin, '2026-11-14T22:30:00Z')).toEqual(both)
  })

  it('lag: the window ended that many days ago, and an explicit --date is taken as given', async () => {
    const project = await daily({ window: '2d', lag: '7d' })
    const facts = { from: '2026-11-10', to: '2026-11-11', missingDates: [], rows: 21 }
    expect(await dataset(project, '2026-11-18T06:00:00Z')).toEqual(facts)
    expect(await dataset(project, '2026-11-18T06:00:00Z', '--date', '2026-11-14')).toMatchObject({ to: '2026-11-14', rows: 27 })
  })

  it('latest takes the newest days that are, with lag none newer than that many days ago', async () => {
    expect(await dataset(await daily({ latest: 2 }), '2027-01-01T06:00:00Z')).toMatchObject({ from: '2026-11-13', rows: 27 })
    const lagged = await daily({ latest: 2, lag: '7d' })
    expect(await dataset(lagged, '2026-11-20T06:00:00Z')).toMatchObject({ from: '2026-11-11', to: '2026-11-13', rows: 24 })
  })

  it.each([{ window: '1d' }, { latest: 1 }, { window: '1d', lag: '7d' }])(
    '--from and --to are all days between, instead of %j',
    async (window) => {
      const project = await daily(window)
      const now = '2027-01-01T06:00:00Z'
      expect(await dataset(project, now, '--from', '2026-11-10', '--to', '2026-11-14')).toEqual(FROM_10_TO_14)
    },
  )

  it('many missing days are told as ranges', async () => {
    const project = await daily()
    const { out } = await project.run('score', '-m', 'm', '--from', '2026-11-01', '--to', '2026-11-14')
    expect(out).toContain('data       2026-11-10 to 2026-11-14, 4 files')
    expect(out).toContain('missing    no partition for 2026-11-01 to 2026-11-09, 2026-11-12\n')
  })

  it('a span without any partition is an error that names it', async () => {
    const { code, err } = await (await daily()).run('score', '-m', 'm', '--from', '2025-01-01', '--to', '2025-01-31')
    expect([code, err]).toEqual([2, expect.stringContaining('no partition from 2025-01-01 to 2025-01-31 matches data/dt={date}')])
  })

  it.each([
    [['--from', '2026-11-10'], '--from and --to belong together'],
    [['--from', '2026-11-10', '--to', '2026-11-09'], '--from 2026-11-10 is after --to 2026-11-09'],
    [['--from', '2026-11-10', '--to', '2026-11-14', '--date', '2026-11-14'], '--date and --from/--to exclude each other'],
    [['--from', '1926-11-10', '--to', '2026-11-14'], '--from 1926-11-10 --to 2026-11-14 are 36530 days, 3660 are the most'],
  ])('%j is refused', async (flags, message) => {
    const { code, err } = await (await daily()).run('score', '-m', 'm', ...flags)
    expect([code, err]).toEqual([2, expect.stringContaining(message)])
  })
})

describe('layouts of days', () => {
  it.each([
    ['data/year={yyyy}/month={M}/day={d}/', (day: string) => `year=2026/month=11/day=${Number(day.slice(8))}/a.parquet`],
    ['data/{yyyy}/{MM}/{dd}/{HH}/*', (day: string) => `${day.replaceAll('-', '/')}/05/stream-1-${day}-05-59-00.parquet`],
    ['data/{date:yyyyMMdd}.parquet', (day: string) => `${day.replaceAll('-', '')}.parquet`],
    ['data/dt={date}T*/*.parquet', (day: string) => `dt=${day}T05:00Z/a.parquet`],
    ['data/region=*/d{date:yy.DDD}/', (day: string) => `region=eu/d26.${304 + Number(day.slice(8))}/a.parquet`],
  ])('%s', async (source, layout) => {
    const project = await daily({ source, window: '5d' }, layout)
    expect(await dataset(project, '2026-11-14T06:00:00Z')).toEqual(FROM_10_TO_14)
    const latest = await daily({ source, latest: 9 }, layout)
    expect(await dataset(latest, '2026-11-14T06:00:00Z')).toEqual({ ...FROM_10_TO_14, missingDates: [] })
  })
})

describe('freshness', () => {
  const stale = { latest: 3, freshness: { max_age: '2d' } }
  const reason = 'the newest data is of 2026-11-14, which ended 5 d 6 h ago; dataset.freshness.max_age is 2d'
  const late = { now: () => new Date('2026-11-20T06:00:00Z') }

  it('a measurement of old data is no verdict: exit code 4, with its numbers', async () => {
    const project = await daily(stale, undefined, { production: { score: 0.99 } })
    const run = await project.runWith(late, 'evaluate', '-m', 'm', '-f', 'json')
    expect(run.code).toBe(4)
    expect(onlyEvaluation(run)).toMatchObject({
      verdict: 'inconclusive',
      score: 0.763157894737,
      drop: { relative: 0.22913343966 },
      reasons: [reason, 'of the old data: the drop of 22.91 % is over the limit of 5 %'],
    })
    const fresh = await project.runWith({ now: () => new Date('2026-11-17T00:00:00Z') }, 'evaluate', '-m', 'm', '-f', 'json')
    expect([fresh.code, onlyEvaluation(fresh).verdict]).toEqual([0, 'drifted'])
  })

  it('starts no training', async () => {
    const retrain = { state_machine: 'arn:aws:states:eu-west-1:123456789012:stateMachine:t' }
    const project = await daily(stale, undefined, { production: { score: 0.99 }, retrain })
    const run = await project.runWith(late, 'retrain-if-drifted', '-m', 'm', '-f', 'json')
    expect([run.code, onlyEvaluation(run).retrain?.status]).toEqual([4, 'inconclusive'])
  })

  it('of a score alone it is a note', async () => {
    const run = await (await daily(stale)).runWith(late, 'score', '-m', 'm')
    expect([run.code, run.out.replaceAll(/\n {11}/g, ' ')]).toEqual([0, expect.stringContaining(`note       ${reason}`)])
  })

  it('in the past is measured from the end of the day that was asked for', async () => {
    const project = await daily(stale)
    const verdict = async (...flags: string[]) => {
      const evaluation = onlyEvaluation(await project.runWith(late, 'evaluate', '-m', 'm', '-f', 'json', ...flags))
      return [evaluation.verdict, evaluation.reasons[0]]
    }
    expect((await verdict('--date', '2026-11-14'))[0]).toBe('healthy')
    expect((await verdict('--date', '2026-11-16'))[0]).toBe('healthy')
    expect((await verdict('--from', '2026-11-01', '--to', '2026-11-14'))[0]).toBe('healthy')
    expect(await verdict('--from', '2026-11-01', '--to', '2026-11-17')).toEqual([
      'inconclusive',
      'the newest data is of 2026-11-14, which ended 3 d before the end of 2026-11-17; dataset.freshness.max_age is 2d',
    ])
    // A day that has not ended is measured from now.
    expect(await verdict('--date', '2026-11-20')).toEqual(['inconclusive', reason])
  })

  it('of rows that are chosen by their timestamp is that of the newest day that has any', async () => {
    const columns = { label: 'label', prediction: 'score', timestamp: 'at' }
    const project = await daily({ source: 'data/*/*.parquet', window: '7d', columns, freshness: { max_age: '2d' } })
    const verdict = async (time: string) => {
      const evaluation = onlyEvaluation(await project.runWith({ now: () => new Date(time) }, 'evaluate', '-m', 'm', '-f', 'json'))
      return [evaluation.verdict, evaluation.dataset?.rows, evaluation.reasons[0]]
    }
    expect(await verdict('2026-11-16T12:00:00Z')).toEqual(['healthy', 10 + 11 + 13 + 14, expect.any(String)])
    expect(await verdict('2026-11-18T12:00:00Z')).toEqual([
      'inconclusive',
      13 + 14,
      expect.stringContaining('the newest data is of 2026-11-14'),
    ])
  })

  it('of all rows is that of the newest one, if a column tells the time', async () => {
    const columns = { label: 'label', prediction: 'score', timestamp: 'at' }
    const project = await daily({ source: 'data/*/*.parquet', columns, freshness: stale.freshness })
    const evaluation = onlyEvaluation(await project.runWith(late, 'evaluate', '-m', 'm', '-f', 'json'))
    expect([evaluation.verdict, evaluation.reasons[0]]).toEqual(['inconclusive', reason])
  })

  it('is that of the newest file with rows', async () => {
    const project = await daily(stale)
    const empty = `SELECT * FROM (${rowsOf('2026-11-20')}) WHERE false`
    await copyToParquet(path.join(project.folder, 'data', 'dt=2026-11-20', 'part-0.parquet'), empty)
    const evaluation = onlyEvaluation(await project.runWith(late, 'evaluate', '-m', 'm', '-f', 'json'))
    expect([evaluation.verdict, evaluation.reasons[0]]).toEqual(['inconclusive', reason])
  })

  it('a day ends at midnight of its time zone, also on a day of 25 hours', async () => {
    const now = (time: string) => ({ now: () => new Date(time) })
    const project = createProject({
      m: binaryModel({
        dataset: {
          source: 'data/{date}.parquet',
          latest: 1,
          timezone: 'Europe/Berlin',
          freshness: { max_age: '1h' },
          columns: { label: 'label', prediction: 'score' },
        },
      }),
    })
    await copyToParquet(path.join(project.folder, 'data', '2026-10-25.parquet'), rowsOf('2026-10-25'))
    const verdict = async (time: string) =>
      onlyEvaluation(await project.runWith(now(time), 'evaluate', '-m', 'm', '-f', 'json')).verdict
    expect(await verdict('2026-10-26T00:00:00Z')).toBe('healthy')
    expect(await verdict('2026-10-26T00:01:00Z')).toBe('inconclusive')
  })
})

describe('a source without days', () => {
  const all = { source: 'data/*/*.parquet' }
  const columns = { label: 'label', prediction: 'score', timestamp: 'at' }

  it('has the days of its window where a column tells the time', async () => {
    const project = await daily({ ...all, columns, window: '3d' })
    const now = '2026-11-14T23:30:00Z'
    expect(await dataset(project, now)).toMatchObject({ from: '2026-11-12', to: '2026-11-14', missingDates: [] })
    expect(await dataset(project, now, '--date', '2026-11-11')).toMatchObject({ from: '2026-11-09', to: '2026-11-11' })
    expect(await dataset(project, now, '--from', '2026-11-10', '--to', '2026-11-10')).toMatchObject({ to: '2026-11-10' })
  })

  it('without a window has all rows, and with --date those up to its end', async () => {
    const project = await daily({ ...all, columns })
    expect(await dataset(project, '2026-11-14T06:00:00Z')).toMatchObject({ from: null, to: null, rows: 48 })
    const { out, err } = await project.run('score', '-m', 'm', '--date', '2026-11-13')
    expect([out, err]).toEqual([expect.stringContaining('data       up to 2026-11-13, 4 files'), ''])
  })

  it('and without such a column can’t be asked for days', async () => {
    const project = await daily(all)
    const warning = 'no effect: dataset.source names no day, and there is no dataset.columns.timestamp'
    const span = await project.run('score', '-m', 'm', '--from', '2026-11-10', '--to', '2026-11-14')
    expect(span.err).toContain(`warning: m: --from and --to have ${warning}`)
    expect((await project.run('score', '-m', 'm', '--date', '2026-11-10')).err).toContain(`warning: m: --date has ${warning}`)
  })
})
