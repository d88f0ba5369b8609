// Rows that no metric may see, in a slice of their own. Expected numbers: counted by hand from the rows below.
import { expect, test } from 'vitest'
import type { Metric } from '../../src/core/metric.js'
import { METRICS } from '../../src/metrics/index.js'
import { mae } from '../../src/metrics/mae.js'
import { precision } from '../../src/metrics/precision.js'
import { askRows, type Rows, scoreRows } from '../support/engine.js'
import { paramsOf } from './arbitrary.js'

/** Four rows that count, then two in a slice of their own. */
const ROWS: Rows = {
  label: [0, 1, 1, 0, 1, 0],
  prediction: [0.25, 0.75, 0.5, 0.625, 0.5, 0.25],
  weight: [1, 2, 1, 1, 1, 1],
  more: { own: [0, 0, 0, 0, 1, 1] },
}

/** The same rows of two classes. */
const CLASSES: Rows = {
  ...ROWS,
  prediction: ROWS.prediction.map((score) => (Number(score) >= 0.5 ? 1 : 0)),
  probabilities: { 0: ROWS.prediction.map((score) => 1 - Number(score)), 1: ROWS.prediction.map(Number) },
}

/** The same rows as amounts, which are positive. */
const AMOUNTS: Rows = { ...ROWS, label: [2, 1, 1, 3, 1, 2] }

const NAMED = METRICS.map((metric) => [`${metric.task} ${metric.name}`, metric] as const)
const RANKED: Rows = { ...ROWS, weight: [1, 1, 1, 1, 1, 1], group: ['q', 'q', 'q', 'q', 'own', 'own'] }

const OF_TASK = { binary: ROWS, multiclass: CLASSES, regression: AMOUNTS, ranking: RANKED } as const
const rowsOf = ({ task }: Metric) => OF_TASK[task]
const SLICES = [null, 'own = 1']

test.each(NAMED)('%s counts a slice without any label as rows without label', async (_, metric) => {
  const rows = { ...rowsOf(metric), label: rowsOf(metric).label.map((label, row) => (row < 4 ? label : null)) }
  const { scan, values } = await askRows(rows, { metric, params: paramsOf(metric), slices: SLICES })
  expect({ rows: scan.rows, rowsWithoutLabel: scan.rowsWithoutLabel }).toEqual({ rows: 6, rowsWithoutLabel: 2 })
  expect(scan.slices.map((slice) => slice.rowsScored)).toEqual([4, 0])
  expect(values[0]).not.toBeNull()
  expect(values[1]).toBeNull()
})

test.each(NAMED)('%s of a dataset without any label is undefined, not an error', async (_, metric) => {
  const rows = { ...rowsOf(metric), label: ROWS.label.map(() => null) }
  const { scan, values } = await askRows(rows, { metric, params: paramsOf(metric), slices: SLICES })
  expect({ rows: scan.rows, rowsWithoutLabel: scan.rowsWithoutLabel }).toEqual({ rows: 6, rowsWithoutLabel: 6 })
  expect(values).toEqual([null, null])
})

test.each(NAMED)('%s refuses negative weights that fill a slice', async (_, metric) => {
  const rows = { ...rowsOf(metric), weight: [1, 2, 1, 1, -1, -1] }
  await expect(askRows(rows, { metric, params: paramsOf(metric), slices: SLICES })).rejects.toThrow(
    '2 labelled rows have a weight',
  )
})

test.each(NAMED)('%s of a slice of weight 0 is undefined', async (_, metric) => {
  // A query has one weight.
  const rows = { ...rowsOf(metric), weight: metric.task === 'ranking' ? [1, 1, 1, 1, 0, 0] : [1, 2, 1, 1, 0, 0] }
  const values = await scoreRows({ ...rows, metric, params: paramsOf(metric), slices: SLICES })
  expect(values[0]).not.toBeNull()
  expect(values[1]).toBeNull()
})

test('column names compare without case, also where the type of the prediction counts', async () => {
  const float = { label: [1, 0], prediction: [0.7, 0.2], predictionType: 'FLOAT' }
  const question = { metric: precision, params: { threshold: 0.7 } }
  // 0.7 as float32 is below 0.7 as float64.
  expect(await scoreRows({ ...float, ...question })).toEqual([1])
  expect(await scoreRows({ ...float, ...question, columns: { prediction: 'Prediction' } })).toEqual([1])
})

test('a slice in which a predicate is null for every row has no rows', async () => {
  const { scan, values } = await askRows(ROWS, { metric: mae, slices: ['nullif(own, own) = 1'] })
  expect(scan.slices[0]?.rows).toBe(0)
  expect(values).toEqual([null])
})
