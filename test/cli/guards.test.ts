// Guards and blind spots through the whole program. Expected numbers: counted from the rows; accuracy = right / total.
import { describe, expect, it } from 'vitest'
import { evaluateRows, rowsOf } from '../support/evaluate-rows.js'

const BY_REGION = [{ by: 'region', weights: { EU: 0.5, US: 0.5 } }]
const GUARDED = { max_drop: '50%', guard: { max_drop: '10%' } }

function verdictOf({ code, evaluation }: Awaited<ReturnType<typeof evaluateRows>>) {
  return [code, evaluation.verdict, evaluation.reasons]
}

describe('a guard', () => {
  const production = { score: 0.9, slices: { 'region=EU': 0.9, 'region=US': 0.9 } }

  it('does not judge a slice that has fewer rows than min_rows', async () => {
    const rows = [...rowsOf('EU', 180, 200), ...rowsOf('US', 1, 3)]
    const run = await evaluateRows({ model: { slices: BY_REGION, drift: { ...GUARDED, min_rows: 100 } }, rows, production })
    expect(verdictOf(run)).toEqual([4, 'inconclusive', ['slice region=US has 3 scored rows, min_rows is 100']])
    expect(run.evaluation.slices.map(({ guard }) => guard?.verdict)).toEqual(['healthy', 'inconclusive'])
    expect((await run.project.run('evaluate', '-m', 'm')).out).toContain('62.96 % > 10 % ?\n')
  })

  it('may stand at a slice or at slices by value alone, and goes before that of all', async () => {
    const rows = [...rowsOf('EU', 170, 200), ...rowsOf('US', 100, 200)]
    const own = [{ name: 'region=EU', where: "region = 'EU'", weight: 0.5, guard: { max_drop: '5%' } }]
    const us = [{ name: 'region=US', where: "region = 'US'", weight: 0.5 }]
    const alone = await evaluateRows({ model: { slices: [...own, ...us], drift: { max_drop: '50%' } }, rows, production })
    expect(verdictOf(alone).slice(0, 2)).toEqual([0, 'drifted'])
    expect(alone.evaluation.slices.map(({ guard }) => guard?.threshold.maxDrop)).toEqual([0.05, undefined])
    const by = [{ by: 'region', weights: { EU: 0.5, US: 0.5 }, guard: { max_drop: '60%' } }]
    const lenient = await evaluateRows({ model: { slices: by, drift: GUARDED }, rows, production })
    expect(verdictOf(lenient).slice(0, 2)).toEqual([0, 'healthy'])
  })

  it('of another slice still finds drift beside one that is blind', async () => {
    const rows = [...rowsOf('EU', 100, 200), ...rowsOf('US', 1, 3)]
    const run = await evaluateRows({ model: { slices: BY_REGION, drift: { ...GUARDED, min_rows: 100 } }, rows, production })
    expect(verdictOf(run)).toEqual([
      0,
      'drifted',
      [
        'slice region=EU dropped by 44.44 %, over its guard of 10 %',
        'of the weighted sum: slice region=US has 3 scored rows, min_rows is 100',
      ],
    ])
  })

  it('with confidence is suspected where only the point is over, drifted where the whole interval is', async () => {
    const model = { slices: BY_REGION, drift: { ...GUARDED, confidence: 0.95 } }
    const near = await evaluateRows({ model, rows: [...rowsOf('EU', 180, 200), ...rowsOf('US', 15, 20)], production })
    expect([near.code, near.evaluation.verdict]).toEqual([0, 'suspected'])
    expect(near.evaluation.reasons[0]).toMatch(
      /^slice region=US dropped by 16\.67 %, over its guard of 10 %; its 97\.5 % interval, .* reaches back within the limit$/,
    )
    const far = await evaluateRows({ model, rows: [...rowsOf('EU', 180, 200), ...rowsOf('US', 100, 200)], production })
    expect(far.evaluation.verdict).toBe('drifted')
    expect(far.evaluation.reasons[0]).toContain('lies beyond the limit as a whole')
    // Leave-one-out standard error of a mean of 200: √(p (1 − p) / 199), over the production score.
    const { drop } = far.evaluation.slices[1]?.guard ?? {}
    expect(drop?.standardError).toBeCloseTo(Math.sqrt(0.25 / 199) / 0.9, 6)
  })

  it('counts the stored standard error of the slice', async () => {
    const model = { slices: BY_REGION, drift: { ...GUARDED, confidence: 0.95 } }
    const rows = [...rowsOf('EU', 180, 200), ...rowsOf('US', 140, 200)]
    const verdict = async (stored: unknown) =>
      (await evaluateRows({ model, rows, production: { score: 0.9, slices: { 'region=EU': 0.9, 'region=US': stored } } }))
        .evaluation.verdict
    expect(await verdict(0.9)).toBe('drifted')
    expect(await verdict({ score: 0.9, standard_error: 0.2 })).toBe('suspected')
  })

  it('of a slice of weight 0 is reported and never decides', async () => {
    const slices = [{ by: 'region', weights: { EU: 1, US: 0 } }]
    const rows = [...rowsOf('EU', 180, 200), ...rowsOf('US', 20, 200)]
    const run = await evaluateRows({ model: { slices, drift: GUARDED }, rows, production })
    expect(verdictOf(run)).toEqual([0, 'healthy', ['the drop of 0.00 % is within the limit of 50 %']])
    expect(run.evaluation.slices[1]?.guard).toMatchObject({ drop: { relative: 0.888888888889 } })
  })

  it('that can’t work, as the stored score is 0, makes it inconclusive', async () => {
    const stored = { score: 0.9, slices: { 'region=EU': 0.9, 'region=US': 0 } }
    const rows = [...rowsOf('EU', 180, 200), ...rowsOf('US', 180, 200)]
    const run = await evaluateRows({ model: { slices: BY_REGION, drift: GUARDED }, rows, production: stored })
    expect(run.code).toBe(4)
    expect(run.evaluation.reasons[0]).toBe(
      "slice region=US can't be guarded: its production score is 0, so a relative drop is undefined (write guard.max_drop as an absolute drop)",
    )
  })

  it('that can’t work beside a suspected sum makes it inconclusive, and is named', async () => {
    const drift = { max_drop: '5%', guard: { max_drop: '10%' }, confidence: 0.95 }
    const rows = [...rowsOf('EU', 17, 20), ...rowsOf('US', 17, 20)]
    const stored = { score: 0.9, slices: { 'region=EU': 0.85 } }
    const run = await evaluateRows({ model: { slices: BY_REGION, drift }, rows, production: stored })
    expect([run.code, run.evaluation.verdict]).toEqual([4, 'inconclusive'])
    expect(run.evaluation.reasons[0]).toBe("slice region=US can't be guarded: the production document has no score of it")
    expect(run.evaluation.reasons[1]).toBe('of the weighted sum: the drop of 5.56 % is over the limit of 5 %')
  })

  it('near its limit prints enough digits to see on which side it is', async () => {
    const rows = [...rowsOf('EU', 80_999, 100_000), ...rowsOf('US', 90_000, 100_000)]
    const run = await evaluateRows({ model: { slices: BY_REGION, drift: GUARDED }, rows, production })
    expect(run.evaluation.reasons[0]).toBe('slice region=EU dropped by 10.001 %, over its guard of 10 %')
  })

  it('passes over a slice whose stored score stands in, and says so', async () => {
    const drift = { ...GUARDED, on_empty_slice: 'production' }
    const run = await evaluateRows({ model: { slices: BY_REGION, drift }, rows: rowsOf('EU', 180, 200), production })
    expect(verdictOf(run)).toEqual([
      0,
      'healthy',
      [
        'the drop of 0.00 % is within the limit of 50 %',
        'slice region=US is not guarded, as its production score stands in for it',
        'slice region=US has no scored rows; its production score stands in (on_empty_slice: production)',
      ],
    ])
  })

  it('beside a production score that is a number is refused with its place', async () => {
    const run = await evaluateRows({ model: { drift: GUARDED, production: { score: 0.9 } }, rows: rowsOf('EU', 1, 2) })
    const validated = await run.project.run('validate')
    expect(validated.code).toBe(2)
    expect(validated.err).toMatch(/ctrain\.yaml:\d+:\d+ models\.m\.drift\.guard: needs the production score of each slice/)
  })
})

describe('a verdict', () => {
  const slices = BY_REGION

  it('is inconclusive when every slice is its own production score', async () => {
    const drift = { max_drop: '5%', on_empty_slice: 'production' }
    const production = { score: 0.9, slices: { 'region=EU': 0.9, 'region=US': 0.9 } }
    const run = await evaluateRows({ model: { slices, drift }, rows: rowsOf('JP', 1, 2), production })
    expect([run.code, run.evaluation.verdict, run.evaluation.score]).toEqual([4, 'inconclusive', 0.9])
    expect(run.evaluation.reasons[0]).toBe('nothing was measured: no slice with weight has scored rows')
  })

  it('always has a reason: no label at all, with slices that follow the rows', async () => {
    const rows = rowsOf('EU', 1, 2, { label: null })
    expect(verdictOf(await evaluateRows({ model: { slices: { by: 'region' } }, rows }))).toEqual([
      4,
      'inconclusive',
      ['nothing was measured: no slice with weight has scored rows'],
    ])
  })

  it('with every slice empty does not say that weights went to others', async () => {
    const drift = { max_drop: '5%', on_empty_slice: 'skip' }
    expect(verdictOf(await evaluateRows({ model: { slices, drift }, rows: rowsOf('JP', 1, 2) }))).toEqual([
      4,
      'inconclusive',
      [
        'nothing was measured: no slice with weight has scored rows',
        'slice region=EU has no scored rows; no other slice is there to take its weight (on_empty_slice: skip)',
        'slice region=US has no scored rows; no other slice is there to take its weight (on_empty_slice: skip)',
      ],
    ])
  })

  it('that there is none of is explained by ctrain score, too', async () => {
    const run = await evaluateRows({ model: { slices }, rows: rowsOf('EU', 1, 2), command: 'score' })
    expect([run.code, run.evaluation.reasons]).toEqual([4, ['slice region=US has no scored rows']])
    expect((await run.project.run('score', '-m', 'm')).out).toContain('note       slice region=US has no scored rows')
  })

  it('of a production score that is missing for an empty slice says that it is', async () => {
    const drift = { max_drop: '5%', on_empty_slice: 'production' }
    const run = await evaluateRows({ model: { slices, drift }, rows: rowsOf('EU', 1, 2), production: { score: 0.9 } })
    expect(run.evaluation.reasons).toEqual([
      'slice region=US has no scored rows',
      'no production score of slice region=US is known that could stand in (on_empty_slice: production)',
    ])
  })

  it('at the limit is healthy with weights of a third, and with thirds as one writes them', async () => {
    const rows = ['a', 'b', 'c'].flatMap((region) => rowsOf(region, 3, 3))
    const drift = { max_drop: 0 }
    const production = { score: 1 }
    const equal = await evaluateRows({ model: { slices: { by: 'region', weight: 'equal' }, drift, production }, rows })
    expect([equal.evaluation.score, equal.evaluation.verdict]).toEqual([1, 'healthy'])
    const weights = { a: 0.3333333333, b: 0.3333333333, c: 0.3333333333 }
    const written = await evaluateRows({ model: { slices: { by: 'region', weights }, drift, production }, rows })
    expect([written.evaluation.score, written.evaluation.verdict]).toEqual([1, 'healthy'])
  })
})

describe('rows that are all alike', () => {
  it('in a handful do not make anything sure', async () => {
    const drift = { max_drop: '5%', confidence: 0.95 }
    const few = await evaluateRows({ model: { drift }, rows: rowsOf('EU', 0, 2) })
    expect([few.evaluation.verdict, few.evaluation.interval]).toEqual(['suspected', null])
    expect(few.evaluation.reasons[1]).toBe(
      "its 95 % interval can't be computed from these rows (too few, or all alike), so it is not sure",
    )
    expect((await evaluateRows({ model: { drift }, rows: rowsOf('EU', 0, 30) })).evaluation.verdict).toBe('drifted')
  })

  it('in a slice of few have the spread of all rows', async () => {
    const drift = { max_drop: '5%', confidence: 0.95 }
    const rows = [...rowsOf('EU', 800, 1000), ...rowsOf('US', 0, 2)]
    const { evaluation } = await evaluateRows({ model: { slices: BY_REGION, drift }, rows })
    expect(evaluation.verdict).toBe('suspected')
    // The standard error of 800 right ones of 1002, for 2 rows: √(1002 / 2) times as large.
    const pooled = Math.sqrt(((800 / 1002) * (202 / 1002)) / 1001)
    expect(evaluation.slices[1]?.standardError).toBeCloseTo(pooled * Math.sqrt(501), 5)
  })
})
