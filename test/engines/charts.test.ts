// Expected numbers: fixtures/reference/charts.json, by scikit-learn (calibration_curve, roc_curve) from generate_charts.py.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { round12 } from '../../src/core/round.js'
import { accuracy } from '../../src/metrics/accuracy.js'
import { ndcg } from '../../src/metrics/ndcg.js'
import { rmse } from '../../src/metrics/rmse.js'
import { openRows, type Question, type Rows, testWorld } from '../support/engine.js'

const Made = z.object({
  label: z.array(z.number().nullable()),
  prediction: z.array(z.number()),
  weight: z.array(z.number()),
  slices: z.array(
    z.object({
      where: z.string().nullable(),
      rows: z.number(),
      calibration: z.array(z.tuple([z.number(), z.number(), z.number()])),
      curve: z.array(z.tuple([z.number(), z.number()])).nullable(),
    }),
  ),
})

const { made } = z
  .object({ made: Made })
  .parse(JSON.parse(readFileSync(new URL('../../fixtures/reference/charts.json', import.meta.url), 'utf8')))

async function chartsOf(rows: Rows, question: Question) {
  const dataset = await openRows(rows, testWorld())
  try {
    return await dataset.charts(question)
  } finally {
    await dataset.close()
  }
}

describe('charts of a binary task', () => {
  const question = { metric: accuracy, params: { threshold: 0.5 }, slices: made.slices.map(({ where }) => where) }

  it('are those of scikit-learn, of the scored rows with their weights, for overlapping slices and an empty one', async () => {
    const charts = await chartsOf(made, question)
    expect(charts).toHaveLength(made.slices.length)
    for (const [index, { rows, calibration, curve }] of made.slices.entries()) {
      const chart = charts?.[index]
      expect(chart?.rows).toBe(rows)
      expect(chart?.residuals).toBeNull()
      expect(chart?.calibration).toEqual(
        calibration.map(([mean, observed, count]) => ({
          meanPrediction: round12(mean),
          observed: round12(observed),
          rows: count,
        })),
      )
      const corners = new Set(curve?.map((rates) => rates.map(round12).join()))
      const points = chart?.roc?.map((point) => `${point.falsePositiveRate},${point.truePositiveRate}`) ?? null
      expect(points === null).toBe(curve === null)
      for (const point of points ?? []) expect(corners).toContain(point)
      // All corners where there are few, most of the points that there may be where there are many.
      expect(points?.length ?? 0).toBeGreaterThanOrEqual(Math.min(corners.size, 70))
      expect(points?.length ?? 0).toBeLessThanOrEqual(101)
    }
  })

  it('have no calibration where a prediction is no probability, not of slices without it either', async () => {
    const rows = { label: [0, 1, 1, 0], prediction: [0.2, 0.7, 1.5, 0.4] }
    const charts = await chartsOf(rows, { ...question, slices: [null, 'row < 2'] })
    expect(charts?.map(({ calibration }) => calibration)).toEqual([null, null])
    expect(charts?.[1]?.roc).toEqual([
      { falsePositiveRate: 0, truePositiveRate: 0 },
      { falsePositiveRate: 0, truePositiveRate: 1 },
      { falsePositiveRate: 1, truePositiveRate: 1 },
    ])
  })
})

it('charts of a regression are the residuals of each slice: prediction − label, not the reverse', async () => {
  const rows = { label: [10, 10, 10, 10], prediction: [12, 11, 12, 9] }
  const charts = await chartsOf(rows, { metric: rmse, slices: [null, 'row < 2'] })
  expect(charts).toEqual([
    {
      rows: 4,
      calibration: null,
      roc: null,
      residuals: [
        { from: -1, to: 0, rows: 1 },
        { from: 0, to: 1, rows: 0 },
        { from: 1, to: 2, rows: 1 },
        { from: 2, to: 3, rows: 2 },
      ],
    },
    {
      rows: 2,
      calibration: null,
      roc: null,
      residuals: [
        { from: 1, to: 2, rows: 1 },
        { from: 2, to: 3, rows: 1 },
      ],
    },
  ])
})

it('there are none of other tasks', async () => {
  const rows = { label: [1, 0], prediction: [0.5, 0.4], group: ['a', 'a'] }
  expect(await chartsOf(rows, { metric: ndcg, params: { k: 1 } })).toBeNull()
})
