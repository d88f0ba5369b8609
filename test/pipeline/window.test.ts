import { mkdtempSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { findModel, loadConfig } from '../../src/config/load.js'
import { rowDaysOf, timeRangeOf, windowOf, zoneOf } from '../../src/pipeline/window.js'
import { binaryModel } from '../support/project.js'
import { createTestIo } from '../support/test-io.js'

const NOTHING = { date: null, span: null }
/** In Berlin and Kolkata the 15th has begun, in UTC and New York it is the 14th. */
const NOW = new Date('2026-11-14T23:30:00Z')

/** A model of a source with days, or without them but with a timestamp. */
async function load(dataset: Record<string, unknown>, defaults: Record<string, unknown> = {}) {
  const columns = { label: 'label', prediction: 'score', ...('source' in dataset ? {} : { timestamp: 'at' }) }
  const m = binaryModel({ dataset: { source: 'data/*.parquet', columns, ...dataset } })
  const file = path.join(mkdtempSync(path.join(os.tmpdir(), 'ctrain-window-')), 'ctrain.yaml')
  writeFileSync(file, stringify({ version: 1, defaults, models: { m } }))
  const config = await loadConfig(file, createTestIo([]))
  return { config, model: findModel(config, 'm') }
}

describe('the window of partitions', () => {
  const source = 'data/dt={date}/*.parquet'

  it.each([
    [{}, NOTHING, { dates: ['2026-11-14'] }],
    [{ window: '2d' }, NOTHING, { dates: ['2026-11-13', '2026-11-14'] }],
    [{ window: '2d', timezone: 'Asia/Kolkata' }, NOTHING, { dates: ['2026-11-14', '2026-11-15'] }],
    [{ window: '2d', lag: '7d' }, NOTHING, { dates: ['2026-11-06', '2026-11-07'] }],
    [{ window: '1d', lag: '1d', timezone: 'Europe/Berlin' }, NOTHING, { dates: ['2026-11-14'] }],
    [{ window: '2d', lag: '7d' }, { date: '2026-11-14', span: null }, { dates: ['2026-11-13', '2026-11-14'] }],
    [{ latest: 3 }, NOTHING, { latest: 3, upTo: null }],
    [{ latest: 3, lag: '7d' }, NOTHING, { latest: 3, upTo: '2026-11-07' }],
    [
      { latest: 3, lag: '7d' },
      { date: '2026-11-14', span: null },
      { latest: 3, upTo: '2026-11-14' },
    ],
    [
      { latest: 3, lag: '7d' },
      { date: null, span: { from: '2024-02-28', to: '2024-03-01' } },
      { dates: ['2024-02-28', '2024-02-29', '2024-03-01'] },
    ],
  ])('%j, asked for %j: %j', async (dataset, asked, window) => {
    const { model, config } = await load({ source, ...dataset })
    expect(windowOf(model, config, asked, NOW)).toEqual(window)
    expect(rowDaysOf(model, config, asked, NOW)).toBeNull()
  })

  it('the time zone is that of the dataset, or else that of all models, or else UTC', async () => {
    const zone = async (dataset: object, defaults: Record<string, unknown>) => {
      const { model, config } = await load({ source, ...dataset }, defaults)
      return zoneOf(model, config)
    }
    expect(await zone({ timezone: 'Asia/Kolkata' }, { timezone: 'Europe/Berlin' })).toBe('Asia/Kolkata')
    expect(await zone({}, { timezone: 'Europe/Berlin' })).toBe('Europe/Berlin')
    expect(await zone({}, {})).toBe('UTC')
  })
})

describe('the window of rows, where a column tells their time', () => {
  it.each([
    [{ window: '2d' }, NOTHING, '2026-11-13T00:00:00.000Z', '2026-11-15T00:00:00.000Z'],
    [{ window: '2d', lag: '7d' }, NOTHING, '2026-11-06T00:00:00.000Z', '2026-11-08T00:00:00.000Z'],
    [{ window: '1d', timezone: 'Europe/Berlin' }, NOTHING, '2026-11-14T23:00:00.000Z', '2026-11-15T23:00:00.000Z'],
    // The day on which clocks go back has 25 hours.
    [
      { window: '1d', timezone: 'Europe/Berlin' },
      { date: '2026-10-25', span: null },
      '2026-10-24T22:00:00.000Z',
      '2026-10-25T23:00:00.000Z',
    ],
    [{}, { date: null, span: { from: '2026-01-01', to: '2026-01-31' } }, '2026-01-01T00:00:00.000Z', '2026-02-01T00:00:00.000Z'],
  ])('%j, asked for %j: from %s to %s', async (dataset, asked, from, to) => {
    const { model, config } = await load(dataset)
    const range = timeRangeOf(model, config, asked, NOW)
    expect(range).toMatchObject({ column: 'at' })
    expect([range?.from, range?.to].map((time) => new Date(time ?? Number.NaN).toISOString())).toEqual([from, to])
  })

  it('without window, a date or lag is an end without beginning, and nothing is all rows', async () => {
    const { model, config } = await load({})
    expect(rowDaysOf(model, config, { date: '2026-11-01', span: null }, NOW)).toEqual({ from: null, to: '2026-11-01' })
    expect(timeRangeOf(model, config, { date: '2026-11-01', span: null }, NOW)).toEqual({
      column: 'at',
      from: -8.64e15,
      to: Date.parse('2026-11-02T00:00:00Z'),
    })
    expect(timeRangeOf(model, config, NOTHING, NOW)).toBeNull()
    const lagged = await load({ lag: '7d' })
    expect(rowDaysOf(lagged.model, lagged.config, NOTHING, NOW)).toEqual({ from: null, to: '2026-11-07' })
  })
})
