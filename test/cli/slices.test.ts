// Slices by value, guards, coverage and confidence through the whole program. Expected numbers: counted from ROWS.
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { writeParquet } from '../support/parquet.js'
import { binaryModel, createProject, onlyEvaluation } from '../support/project.js'

type Row = Readonly<Record<string, string | number | null>>

/** Accuracy: EU pro 1/2, EU free 2/2, US pro 1/1, and no region 0/1. */
const ROWS: readonly Row[] = [
  { region: 'EU', plan: 'pro', label: 1, score: 0.9 },
  { region: 'EU', plan: 'pro', label: 1, score: 0.1 },
  { region: 'EU', plan: 'free', label: 0, score: 0.2 },
  { region: 'EU', plan: 'free', label: 1, score: 0.8 },
  { region: 'US', plan: 'pro', label: 0, score: 0.3 },
  { region: null, plan: 'pro', label: 0, score: 0.7 },
  { region: 'US', plan: 'free', label: null, score: 0.7 },
]

async function evaluate(model: Record<string, unknown>, rows: readonly Row[] = ROWS, production?: unknown) {
  const created = createProject({ m: binaryModel(model) })
  if (production !== undefined) writeFileSync(path.join(created.folder, 'production.json'), JSON.stringify(production))
  const types = { region: 'UTF8', plan: 'UTF8', label: 'INT32', score: 'DOUBLE' } as const
  await writeParquet(path.join(created.folder, 'data', 'part.parquet'), types, rows)
  const run = await created.run('evaluate', '-m', 'm', '-f', 'json')
  return { ...run, evaluation: onlyEvaluation(run), created }
}

function shown(slices: Awaited<ReturnType<typeof evaluate>>['evaluation']['slices']) {
  return slices.map(({ name, weight, rows, value }) => [name, Number(weight.toFixed(6)), rows, value])
}

describe('slices by value', () => {
  it('one per value that the data has, weighted by scored rows', async () => {
    const { evaluation } = await evaluate({ slices: { by: 'region' } })
    expect(shown(evaluation.slices)).toEqual([
      ['region=EU', 0.666667, 4, 0.75],
      ['region=US', 0.166667, 1, 1],
      ['region=null', 0.166667, 1, 0],
    ])
    // The weighted sum of a partition by rows is the whole: 4 of 6.
    expect(evaluation.score).toBeCloseTo(4 / 6, 11)
    expect(evaluation.pooled?.value).toBeCloseTo(4 / 6, 11)
  })

  it('equal weights', async () => {
    const { evaluation } = await evaluate({ slices: { by: 'region', weight: 'equal' } })
    expect(evaluation.slices.map(({ weight }) => weight)).toEqual(
      [1 / 3, 1 / 3, 1 / 3].map((share) => Number(share.toPrecision(12))),
    )
  })

  it('weights by value, the rest as one slice', async () => {
    const { evaluation } = await evaluate({ slices: [{ by: 'region', weights: { EU: 0.5, '*': 0.5 } }] })
    expect(shown(evaluation.slices)).toEqual([
      ['region=EU', 0.5, 4, 0.75],
      ['region=*', 0.5, 2, 0.5],
    ])
  })

  it('the rows without a value by null', async () => {
    const { evaluation } = await evaluate({ slices: [{ by: 'region', weights: { EU: 0.5, null: 0.5 } }] })
    expect(shown(evaluation.slices)[1]).toEqual(['region=null', 0.5, 1, 0])
  })

  it('crosses of columns', async () => {
    const weights = { 'EU, pro': 0.25, 'EU, free': 0.25, 'US, pro': 0.5 }
    const { evaluation } = await evaluate({ slices: [{ by: ['region', 'plan'], weights }] })
    expect(shown(evaluation.slices)).toEqual([
      ['region=EU, plan=pro', 0.25, 2, 0.5],
      ['region=EU, plan=free', 0.25, 2, 1],
      ['region=US, plan=pro', 0.5, 1, 1],
    ])
    expect(evaluation.score).toBe(0.875)
  })

  it('beside conditions, which keep their weights', async () => {
    const { evaluation } = await evaluate({
      slices: [
        { name: 'pro', where: "plan = 'pro'", weight: 0.4 },
        { by: 'plan', weight: 'equal' },
      ],
    })
    expect(evaluation.slices.map(({ name, weight }) => [name, weight])).toEqual([
      ['pro', 0.4],
      ['plan=free', 0.3],
      ['plan=pro', 0.3],
    ])
  })

  it('a named value that the data lacks is a slice without rows, never silently absent', async () => {
    const { code, evaluation } = await evaluate({ slices: [{ by: 'region', weights: { EU: 0.5, JP: 0.5 } }] })
    expect(code).toBe(4)
    expect(evaluation).toMatchObject({ verdict: 'inconclusive', reasons: ['slice region=JP has no scored rows'] })
  })

  it('all is one slice of all rows', async () => {
    expect(shown((await evaluate({ slices: 'all' })).evaluation.slices)).toEqual([['all', 1, 6, Number((4 / 6).toPrecision(12))]])
  })

  it('a thousand values are slices, one more is refused', async () => {
    const rows = (count: number) =>
      Array.from({ length: count }, (_, index) => ({ region: `r${index}`, plan: 'x', label: 1, score: 0.9 }))
    const { evaluation } = await evaluate({ slices: { by: 'region' } }, rows(1000))
    expect([evaluation.slices.length, evaluation.score]).toEqual([1000, 1])
    const refused = await evaluate({ slices: { by: 'region' } }, rows(1001))
    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining('region has more than 1000 values')])
  })
})

describe('what a verdict needs', () => {
  it('label coverage per slice is reported, and min_coverage demands it', async () => {
    const slices = [{ by: 'region', weights: { EU: 0.5, US: 0.5 } }]
    const { code, evaluation } = await evaluate({ slices, drift: { max_drop: '5%', min_coverage: 0.8 } })
    expect(evaluation.slices.map(({ coverage }) => coverage)).toEqual([1, 0.5])
    expect(code).toBe(4)
    expect(evaluation.reasons).toEqual(['slice region=US has labels for 50 % of its rows, min_coverage is 80 %'])
  })

  it('a guard: a slice that drops below its own production score is drift, whatever the sum says', async () => {
    const production = { score: 0.5, slices: { 'region=EU': 0.9, 'region=US': { score: 0.9, standard_error: 0.1 } } }
    const model = { slices: [{ by: 'region', weights: { EU: 0.5, US: 0.5 } }], production: { score: 'production.json' } }
    const { evaluation, created } = await evaluate(
      { ...model, drift: { max_drop: '5%', guard: { max_drop: '10%' } } },
      ROWS,
      production,
    )
    expect(evaluation.verdict).toBe('drifted')
    expect(evaluation.reasons[0]).toBe('slice region=EU dropped by 16.67 %, over its guard of 10 %')
    expect(evaluation.slices.map(({ guard }) => guard?.verdict)).toEqual(['drifted', 'healthy'])
    expect((await created.run('evaluate', '-m', 'm')).out).toContain('16.67 % > 10 %')
  })

  it('a guard without a production score of the slice is inconclusive', async () => {
    const model = { slices: 'all', production: { score: 'production.json' } }
    const { code, evaluation } = await evaluate({ ...model, drift: { max_drop: '5%', guard: { max_drop: '10%' } } }, ROWS, {
      score: 0.5,
    })
    expect([code, evaluation.verdict]).toEqual([4, 'inconclusive'])
  })

  it('with confidence, a drop that these few rows can’t prove is suspected, and starts nothing', async () => {
    const { code, evaluation } = await evaluate({ slices: 'all', drift: { max_drop: '5%', confidence: 0.95 } })
    expect([code, evaluation.verdict]).toEqual([0, 'suspected'])
    expect(evaluation.threshold).toMatchObject({ confidence: 0.95 })
  })

  it('the standard error of the production score widens the interval of the drop', async () => {
    const width = async (production: Record<string, unknown>) => {
      const [low = 0, high = 0] = (await evaluate({ slices: 'all', production })).evaluation.drop?.interval ?? []
      return high - low
    }
    expect(await width({ score: 0.8, standard_error: 0.3 })).toBeGreaterThan(await width({ score: 0.8 }))
  })
})

describe('secondary metrics', () => {
  it('are computed per slice, weighted and pooled, and not gated', async () => {
    const { evaluation } = await evaluate({
      slices: [{ by: 'plan', weights: { pro: 0.5, free: 0.5 } }],
      also: ['recall', 'brier_score'],
    })
    expect(evaluation.slices.map(({ also }) => also.map(({ name, value }) => [name, value]))).toEqual([
      [
        ['recall', 0.5],
        ['brier_score', Number(((0.01 + 0.81 + 0.09 + 0.49) / 4).toPrecision(12))],
      ],
      [
        ['recall', 1],
        ['brier_score', 0.04],
      ],
    ])
    expect(evaluation.also[0]).toMatchObject({ name: 'recall', score: 0.75, pooled: { value: Number((2 / 3).toPrecision(12)) } })
  })
})
