import { mkdtempSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { binaryModel } from '../support/project.js'
import { runCli } from '../support/test-io.js'

const folder = mkdtempSync(path.join(os.tmpdir(), 'ctrain-config-'))

/** Problems of a dataset with some keys, by their places. */
async function problems(dataset: Record<string, unknown>): Promise<Record<string, string>> {
  const columns = { label: 'label', prediction: 'score' }
  const models = { m: binaryModel({ dataset: { source: 'data/*.csv', columns, ...dataset } }) }
  writeFileSync(path.join(folder, 'ctrain.yaml'), stringify({ version: 1, models }))
  const { err } = await runCli(['validate'], { cwd: folder })
  return Object.fromEntries(
    [...err.matchAll(/ models\.m\.dataset\.(\S+): (.*)/g)].map(([, place = '', message = '']) => [place, message]),
  )
}

describe('formats and batch transforms', () => {
  it('what fits together is fine', async () => {
    expect(await problems({ column_names: ['id', 'label', 'score'], format: 'csv' })).toEqual({})
    expect(await problems({ predictions: { source: 'out/*.out', on: 'rows', column_names: ['score'], format: 'json' } })).toEqual(
      {},
    )
    const predictions = { source: 'out/*.out', on: ['id'], input: 'in/*', input_column_names: ['id', 'x'] }
    expect(await problems({ predictions })).toEqual({})
  })

  it('names of columns are for CSV, and differ', async () => {
    expect(await problems({ column_names: ['id'], format: 'parquet' })).toEqual({
      column_names: 'names columns of CSV, and format is parquet (keep one)',
    })
    expect(await problems({ predictions: { source: 'out/', on: ['id'], column_names: ['id', 'Score', 'score'] } })).toEqual({
      'predictions.column_names[2]': 'names score twice (names must differ, whatever their case)',
    })
  })

  it('an input is for keys, and its columns for an input', async () => {
    expect(await problems({ predictions: { source: 'out/', on: 'rows', input: 'in/' } })).toEqual({
      'predictions.input':
        'is for predictions that are joined on keys (leave it out: on: rows belongs to the rows of the dataset)',
    })
    expect(await problems({ predictions: { source: 'out/', on: ['id'], input_column_names: ['id'] } })).toEqual({
      'predictions.input_column_names': 'names columns of an input that is not there (add input)',
    })
    expect(await problems({ predictions: { source: 'out/', on: ['id'], input: 'in/{date}/' } })).toEqual({
      'predictions.input': 'takes its days from dataset.source, which has none (put {date} there too)',
    })
  })

  it('on is a list of keys, or rows', async () => {
    expect(await problems({ predictions: { source: 'out/', on: 'row' } })).toEqual({
      'predictions.on': 'must be a list of key columns, or rows (write e.g. [customer_id])',
    })
  })
})
