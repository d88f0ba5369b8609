import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { daysUpTo } from '../../src/core/calendar.js'
import { localSource } from '../../src/datasets/local.js'
import { type Location, resolveFiles } from '../../src/datasets/resolve.js'
import { s3Source } from '../../src/datasets/s3.js'
import type { Window } from '../../src/datasets/window.js'
import { useAws } from '../support/aws-env.js'
import { createTestIo } from '../support/test-io.js'

const folder = mkdtempSync(path.join(os.tmpdir(), 'ctrain-lake-'))
for (const day of ['2026-10-31', '2026-11-01', '2026-11-02', '2026-11-04', '2026-11-05']) {
  mkdirSync(path.join(folder, `dt=${day}`), { recursive: true })
  writeFileSync(path.join(folder, `dt=${day}`, 'a.parquet'), day)
  writeFileSync(path.join(folder, `dt=${day}`, '_SUCCESS'), '')
}
mkdirSync(path.join(folder, 'dt=2026-99-99'))
writeFileSync(path.join(folder, 'dt=2026-99-99', 'a.parquet'), '')
writeFileSync(path.join(folder, 'fixed.parquet'), 'fixed')

const source = localSource(createTestIo([]))

function upTo(date: string): Window {
  return { dates: daysUpTo(date, 3) }
}

function latest(count: number, last: string | null = null): Window {
  return { latest: count, upTo: last }
}

async function resolve(overrides: Partial<Location>) {
  const location = { sources: ['dt={date}/*.parquet'], directory: folder, window: upTo('2026-11-05') }
  const { files, ...facts } = await resolveFiles({ ...location, ...overrides }, async () => source)
  return { ...facts, files: files.map(({ uri }) => path.relative(folder, uri)) }
}

describe('the files of a window', () => {
  it('three days up to and with one; days without partition are named', async () => {
    expect(await resolve({})).toEqual({
      dates: ['2026-11-04', '2026-11-05'],
      missingDates: ['2026-11-03'],
      partitionColumns: [{ name: 'dt', type: 'DATE' }],
      files: ['dt=2026-11-04/a.parquet', 'dt=2026-11-05/a.parquet'],
    })
  })

  it('latest: 3 is the newest three that exist', async () => {
    expect((await resolve({ window: latest(3) })).dates).toEqual(['2026-11-02', '2026-11-04', '2026-11-05'])
  })

  it('latest: 2 up to a day is the newest two that are not after it', async () => {
    expect((await resolve({ window: latest(2, '2026-11-03') })).dates).toEqual(['2026-11-01', '2026-11-02'])
  })

  it('latest reports no missing days, and takes fewer if there are no more', async () => {
    expect(await resolve({ window: latest(99) })).toMatchObject({ missingDates: [], dates: { length: 5 } })
  })

  it('a list adds up, and a file that two patterns match counts once', async () => {
    const { files } = await resolve({ sources: ['dt={date}/*.parquet', 'dt={date}/a.*', 'fixed.parquet'], window: latest(1) })
    expect(files).toEqual(['fixed.parquet', 'dt=2026-11-05/a.parquet'])
  })

  it('a list of which one part has nothing is an error that names the part', async () => {
    await expect(resolve({ sources: ['dt={date}/*.parquet', 'nothing/*.parquet'] })).rejects.toThrow(
      'no file matches nothing/*.parquet',
    )
  })

  it('a window with no partition is an error that names the days', async () => {
    await expect(resolve({ window: upTo('2020-01-03') })).rejects.toThrow('no partition from 2020-01-01 to 2020-01-03')
  })

  it('latest with nothing up to a day is an error', async () => {
    await expect(resolve({ window: latest(2, '2020-01-03') })).rejects.toThrow('no partition up to 2020-01-03')
  })
})

describe('a lake on S3', () => {
  const aws = useAws({ pageSize: 1000 })
  const days = daysUpTo('2026-11-15', 500)

  /** 500 days of 20 files, 10,000 keys, with all that writers leave behind. */
  beforeAll(() => {
    for (const day of days) {
      for (let part = 0; part < 20; part++) aws().s3.put('lake', `churn/dt=${day}/part-${part}.parquet`, 'x')
      for (const name of ['', '_SUCCESS', '_committed_1', '.part-0.parquet.crc'])
        aws().s3.put('lake', `churn/dt=${day}/${name}`, '')
      aws().s3.put('lake', `churn/dt=${day}_$folder$`, '')
    }
    aws().s3.put('lake', 'churn/_delta_log/00000000000000000000.json', '{}')
    for (let day = 1; day <= 30; day++) aws().s3.put('lake', `plain/2026/11/${day}/a.parquet`, 'x')
  })

  async function resolveS3(source: string, window: Window) {
    const opened = await s3Source({ region: undefined }, createTestIo([]))
    const before = aws().s3.requests.length
    const resolved = await resolveFiles({ sources: [source], directory: '/', window }, async () => opened)
    await opened.close()
    return { ...resolved, requests: aws().s3.requests.length - before }
  }

  it('latest finds the newest days among 10,000 files, at the price of their listing', async () => {
    const { files, dates, requests } = await resolveS3('s3://lake/churn/dt={date}/', latest(3))
    expect(dates).toEqual(['2026-11-13', '2026-11-14', '2026-11-15'])
    expect(files).toHaveLength(60)
    expect(new Set(files.map(({ uri }) => uri.split('/')[4]))).toEqual(new Set(dates.map((day) => `dt=${day}`)))
    expect(files.every(({ uri, day }) => uri.startsWith(`s3://lake/churn/dt=${day}/part-`))).toBe(true)
    expect(requests).toBe(13)
  })

  it('a window lists its days alone', async () => {
    const { files, requests } = await resolveS3('s3://lake/churn/dt={date}/*.parquet', { dates: daysUpTo('2026-11-15', 7) })
    expect([files.length, requests]).toEqual([140, 7])
  })

  it('a place that days share is listed once', async () => {
    const { files, requests } = await resolveS3('s3://lake/*/dt={date}/*.parquet', { dates: daysUpTo('2026-11-15', 7) })
    expect([files.length, requests]).toEqual([140, 13])
  })

  it('day 1 has no files of day 11', async () => {
    const { files, dates, missingDates } = await resolveS3('s3://lake/plain/{yyyy}/{M}/{d}', {
      dates: ['2026-11-01', '2026-11-02', '2026-12-01'],
    })
    expect(files.map(({ uri }) => uri)).toEqual(['s3://lake/plain/2026/11/1/a.parquet', 's3://lake/plain/2026/11/2/a.parquet'])
    expect({ dates, missingDates }).toEqual({ dates: ['2026-11-01', '2026-11-02'], missingDates: ['2026-12-01'] })
  })

  it('folders key=value are the partition of a file', async () => {
    const { files } = await resolveS3('s3://lake/churn/dt={date}/part-0.parquet', latest(1))
    expect(files).toMatchObject([{ day: '2026-11-15', partition: { dt: '2026-11-15' } }])
  })
})
