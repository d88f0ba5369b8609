// Rows that no metric may see, in a slice of their own. Expected numbers: counted by hand from the rows below.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Metric } from '../../src/core/metric.js'
import type { ScanResult } from '../../src/core/ports.js'
import { METRICS } from '../../src/metrics/index.js'
import { mae } from '../../src/metrics/mae.js'
import { precision } from '../../src/metrics/precision.js'
import { askRows, type OpenDataset, openRows, type Rows, scoreRows, testWorld } from '../support/engine.js'
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

const RANKED: Rows = { ...ROWS, weight: [1, 1, 1, 1, 1, 1], group: ['q', 'q', 'q', 'q', 'own', 'own'] }

const OF_TASK = { binary: ROWS, multiclass: CLASSES, regression: AMOUNTS, ranking: RANKED } as const
const SLICES = [null, 'own = 1']

for (const [task, given] of Object.entries(OF_TASK)) describe(`${task} metrics`, () => holdTask(task, given))

function holdTask(task: string, given: Rows): void {
  const metrics = METRICS.filter((metric: Metric) => metric.task === task).map((metric) => [metric.name, metric] as const)
  const all = metrics.map(([, metric]) => ({ metric, params: paramsOf(metric) }))
  const labelled = opened({ ...given, label: given.label.map((label, row) => (row < 4 ? label : null)) })
  const unlabelled = opened({ ...given, label: given.label.map(() => null) })
  const negative = opened({ ...given, weight: [1, 2, 1, 1, -1, -1] })
  // A query has one weight.
  const weightless = opened({ ...given, weight: task === 'ranking' ? [1, 1, 1, 1, 0, 0] : [1, 2, 1, 1, 0, 0] })

  test.each(metrics)('%s counts a slice without any label as rows without label', async (_, metric) => {
    const { scan, values } = await labelled().ask({ metric, params: paramsOf(metric), slices: SLICES })
    expect({ rows: scan.rows, rowsWithoutLabel: scan.rowsWithoutLabel }).toEqual({ rows: 6, rowsWithoutLabel: 2 })
    expect(scan.slices.map((slice) => slice.rowsScored)).toEqual([4, 0])
    expect(values[0]).not.toBeNull()
    expect(values[1]).toBeNull()
  })

  test('of a dataset without any label, none is defined, and none is an error', async () => {
    const scan = await unlabelled().askAll(all, SLICES)
    expect({ rows: scan.rows, rowsWithoutLabel: scan.rowsWithoutLabel }).toEqual({ rows: 6, rowsWithoutLabel: 6 })
    expect(valuesByName(scan)).toEqual(metrics.map(([name]) => [name, [null, null]]))
  })

  test.each(metrics)('%s refuses negative weights that fill a slice', async (_, metric) => {
    await expect(negative().ask({ metric, params: paramsOf(metric), slices: SLICES })).rejects.toThrow(
      '2 labelled rows have a weight',
    )
  })

  test('of a slice of weight 0, none is defined', async () => {
    const scan = await weightless().askAll(all, SLICES)
    expect(valuesByName(scan)).toEqual(metrics.map(([name]) => [name, [expect.any(Number), null]]))
  })

  function valuesByName({ estimates }: ScanResult) {
    return metrics.map(([name], index) => [name, estimates[index]?.values])
  }
}

/** Rows that all tests of a task ask about. */
function opened(rows: Rows): () => OpenDataset {
  let dataset: OpenDataset | undefined
  beforeAll(async () => {
    dataset = await openRows(rows, testWorld())
  })
  afterAll(async () => await dataset?.close())
  return () => {
    if (dataset === undefined) throw new Error('the rows are not written yet')
    return dataset
  }
}

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
