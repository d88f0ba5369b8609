// How rows find their slices must not change what is measured. Expected counts: from the rows below.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { duckdb } from '../../src/engines/duckdb/engine.js'
import { accuracy } from '../../src/metrics/accuracy.js'
import { rocAuc } from '../../src/metrics/roc_auc.js'
import { askRows, type Rows, testWorld } from '../support/engine.js'
import { writeParquet } from '../support/parquet.js'

const COUNT = 45_000

/** The value 9 occurs only behind the rows that are sampled for the values that a column has. */
function rows(more: Rows['more']): Rows {
  const numbers = Array.from({ length: COUNT }, (_, row) => row)
  return {
    label: numbers.map((row) => row % 2),
    prediction: numbers.map((row) => ((row * 7919) % 1000) / 1000),
    rowsPerGroup: 5000,
    ...(more && { more }),
  }
}

const LATE = Array.from({ length: COUNT }, (_, row) => (row < 44_000 ? row % 3 : 9))

describe('slices of a value that no sample shows', () => {
  it.each([accuracy, rocAuc])('of $name have all their rows', async (metric) => {
    const slices = ['late = 9', 'late = 0', 'late <> 0', 'late in (1, 9)', null]
    const { scan, values } = await askRows(rows({ late: LATE }), {
      metric,
      params: metric === accuracy ? { threshold: 0.5 } : {},
      slices,
    })
    const count = (holds: (value: number) => boolean) => LATE.filter(holds).length
    expect(scan.slices.map((slice) => slice.rows)).toEqual([
      1000,
      count((value) => value === 0),
      count((value) => value !== 0),
      count((value) => value === 1 || value === 9),
      COUNT,
    ])
    expect(values.every((value) => value !== null)).toBe(true)
  })
})

describe('slices', () => {
  it('are the same by values, by ranges, and by predicates that are evaluated per row', async () => {
    const many = Array.from({ length: COUNT }, (_, row) => (row * 31) % 5000)
    const few = Array.from({ length: COUNT }, (_, row) => row % 40)
    const data = rows({ many, few })
    const coded = await askRows(data, { metric: rocAuc, slices: ['few < 10', 'few between 5 and 20 or few = 39'] })
    const direct = await askRows(data, {
      metric: rocAuc,
      slices: ['few < 10 and many >= 0', '(few between 5 and 20 or few = 39) and many >= 0'],
    })
    expect(direct.scan.slices.map((slice) => slice.rows)).toEqual(coded.scan.slices.map((slice) => slice.rows))
    expect(direct.values).toEqual(coded.values)
  })
})

describe('a text among many', () => {
  it('keeps its slice where other rows have none: values that sort before and behind null', async () => {
    const texts = [...Array.from({ length: 300 }, (_, index) => `m${index}`), 'zz', null, 'zz']
    const folder = mkdtempSync(path.join(tmpdir(), 'ctrain-texts-'))
    const file = path.join(folder, 'texts.parquet')
    await writeParquet(
      file,
      { text: 'UTF8', label: 'INT32', prediction: 'DOUBLE' },
      texts.map((text) => ({ text, label: 1, prediction: 0.9 })),
    )
    const session = await duckdb.open(
      { files: [{ uri: file, path: file, bytes: 0, version: '1', bytesFetched: 0 }], predictions: null },
      testWorld(),
    )
    const slices = ["text = 'zz'", 'text is null', "text = 'm7'", "text < 'n'"].map((where, index) => ({
      name: `s${index}`,
      where,
      place: 'test',
    }))
    const columns = { label: 'label', prediction: 'prediction', probabilities: null, weight: null, group: null, id: null }
    const metrics = [{ metric: accuracy, params: { threshold: 0.5 } }]
    const scan = await session.scan({ task: 'binary', columns, slices, metrics, onInvalidPrediction: 'fail' })
    expect(scan.slices.map((slice) => slice.rows)).toEqual([2, 1, 1, 300])
    await session.close()
    rmSync(folder, { recursive: true })
  })
})
