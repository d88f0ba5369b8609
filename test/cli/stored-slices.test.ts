// What enters scores besides the rows: stored scores of slices, and row weights. Expected numbers: counted from the rows.
import { describe, expect, it } from 'vitest'
import { evaluateRows, rowsOf } from '../support/evaluate-rows.js'

const BY_REGION = [{ by: 'region', weights: { EU: 0.5, US: 0.5 } }]
const GUARDED = { max_drop: '50%', guard: { max_drop: '10%' } }

describe('slices of the production document', () => {
  const rows = rowsOf('EU', 9, 10)

  it.each([
    ['a list of other things', ['a', 'b']],
    ['a number', 12],
    ['a map of null', { 'region=EU': null }],
    ['a map of texts', { 'region=EU': 'good' }],
  ])('that are %s do not matter where nothing reads them', async (_, slices) => {
    const run = await evaluateRows({ model: { drift: { max_drop: '5%' } }, rows, production: { score: 0.9, slices } })
    expect([run.code, run.evaluation.verdict]).toEqual([0, 'healthy'])
  })

  it.each([
    [['a', 'b'], "slices[0] can't be used: it has no name"],
    [12, "slices can't be used: it is number"],
    [{ 'region=EU': 'good' }, "slice region=EU can't be used: it must be a number"],
    [
      [
        { name: 'all', score: 1 },
        { name: 'all', score: 0.5 },
      ],
      "slice all can't be used: it is there twice",
    ],
  ])('%j is told where a guard reads them', async (slices, message) => {
    const run = await evaluateRows({ model: { drift: GUARDED }, rows, production: { score: 0.9, slices } })
    expect(run.code).toBe(2)
    expect(run.err).toContain(message)
  })

  it('stand in for the gating metric only: secondary metrics have no value there', async () => {
    const drift = { max_drop: '5%', on_empty_slice: 'production' }
    const production = { score: 0.9, slices: { 'region=US': 0.9 } }
    const model = { slices: BY_REGION, drift, also: ['brier_score'] }
    const { evaluation } = await evaluateRows({ model, rows, production })
    expect(evaluation.score).toBe(0.9)
    expect(evaluation.also).toMatchObject([{ name: 'brier_score', score: null }])
  })
})

describe('row weights', () => {
  const types = { w: 'DOUBLE' }
  const dataset = { source: 'data/*.parquet', columns: { label: 'label', prediction: 'score', weight: 'w' } }

  it('are what weight: rows divides by: a weight of 2 equals the row twice', async () => {
    const rows = [...rowsOf('EU', 2, 2, { w: 3 }), ...rowsOf('US', 2, 2, { w: 1 })]
    const { evaluation } = await evaluateRows({ model: { dataset, slices: { by: 'region' } }, rows, types })
    expect(evaluation.slices.map(({ name, weight }) => [name, weight])).toEqual([
      ['region=EU', 0.75],
      ['region=US', 0.25],
    ])
  })

  it('of 0 take a row out of coverage, with or without its label', async () => {
    const rows = [
      ...rowsOf('EU', 2, 2, { w: 1 }),
      ...rowsOf('EU', 0, 2, { w: 0, label: null }),
      ...rowsOf('US', 1, 1, { w: 1, label: null }),
      ...rowsOf('US', 1, 1, { w: 1 }),
      ...rowsOf('US', 1, 2, { w: 0 }),
    ]
    const { evaluation } = await evaluateRows({ model: { dataset, slices: BY_REGION }, rows, types })
    expect(evaluation.slices.map(({ coverage }) => coverage)).toEqual([1, 0.5])
  })
})
