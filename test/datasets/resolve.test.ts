import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { localSource } from '../../src/datasets/local.js'
import { type Location, resolveFiles } from '../../src/datasets/resolve.js'
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

async function resolve(overrides: Partial<Location>) {
  const location = { sources: ['dt={date}/*.parquet'], directory: folder, window: { days: 3 }, date: null, today: '2026-11-05' }
  const { files, ...facts } = await resolveFiles({ ...location, ...overrides }, async () => source)
  return { ...facts, files: files.map(({ uri }) => path.relative(folder, uri)) }
}

describe('the files of a window', () => {
  it('window: 3d is three days up to and with today; days without partition are named', async () => {
    expect(await resolve({})).toEqual({
      dates: ['2026-11-04', '2026-11-05'],
      missingDates: ['2026-11-03'],
      files: ['dt=2026-11-04/a.parquet', 'dt=2026-11-05/a.parquet'],
    })
  })

  it('--date moves the window', async () => {
    expect((await resolve({ date: '2026-11-02' })).dates).toEqual(['2026-10-31', '2026-11-01', '2026-11-02'])
  })

  it('latest: 3 is the newest three that exist', async () => {
    expect((await resolve({ window: { latest: 3 } })).dates).toEqual(['2026-11-02', '2026-11-04', '2026-11-05'])
  })

  it('latest: 2 with --date is the newest two up to that day', async () => {
    expect((await resolve({ window: { latest: 2 }, date: '2026-11-03' })).dates).toEqual(['2026-11-01', '2026-11-02'])
  })

  it('latest reports no missing days, and takes fewer if there are no more', async () => {
    expect(await resolve({ window: { latest: 99 } })).toMatchObject({ missingDates: [], dates: { length: 5 } })
  })

  it('a list adds up, and a file that two patterns match counts once', async () => {
    const { files } = await resolve({ sources: ['dt={date}/*.parquet', 'dt={date}/a.*', 'fixed.parquet'], window: { latest: 1 } })
    expect(files).toEqual(['fixed.parquet', 'dt=2026-11-05/a.parquet'])
  })

  it('a list of which one part has nothing is an error that names the part', async () => {
    await expect(resolve({ sources: ['dt={date}/*.parquet', 'nothing/*.parquet'] })).rejects.toThrow(
      'no file matches nothing/*.parquet',
    )
  })

  it('a window with no partition is an error that names the days', async () => {
    await expect(resolve({ date: '2020-01-03' })).rejects.toThrow('no partition from 2020-01-01 to 2020-01-03')
  })

  it('latest with nothing up to --date is an error', async () => {
    await expect(resolve({ window: { latest: 2 }, date: '2020-01-03' })).rejects.toThrow('no partition up to 2020-01-03')
  })
})
