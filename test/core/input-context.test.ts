import { describe, expect, it } from 'vitest'
import { canonicalJson } from '../../src/core/canonical-json.js'
import { defaultInput } from '../../src/core/default-input.js'
import { type Evaluation, emptyEvaluation } from '../../src/core/evaluation.js'
import { explain } from '../../src/core/explain.js'
import { contextValue, inputContext, pathProblem } from '../../src/core/input-context.js'
import { withDrops, worstFirst } from '../../src/core/worst-slice.js'
import { SCENARIOS } from '../reporters/scenarios.js'
import { sliceResult } from '../support/slice-result.js'

const START = {
  model: 'churn',
  driftEvent: '86204048f4d04cb2760b',
  attempt: 1,
  stateMachine: 'arn:aws:states:eu-west-1:123456789012:stateMachine:churn-training',
  record: null,
  source: 's3://lake/churn/dt={date}/',
}
const DRIFTED = SCENARIOS['drifted']?.evaluations[0] ?? emptyEvaluation('churn', new Date(0))
const value = (evaluation: Evaluation, path: string) => contextValue(inputContext({ ...START, evaluation }), path.split('.'))

const PRODUCTION = { score: 0.9, source: 'config', revision: 'r', standardError: null, slices: [] }

/** Slices `[name, weight, value]` and, where given, their production scores. */
function evaluated(
  slices: readonly (readonly [string, number, number | null, number?])[],
  direction: 'higher' | 'lower' = 'higher',
): Evaluation {
  const stored = slices.flatMap(([name, , , score]) =>
    score === undefined ? [] : [{ name, score, standardError: null, weight: null, rows: null }],
  )
  return {
    ...emptyEvaluation('churn', new Date(0)),
    metric: { name: 'roc_auc', direction, params: {} },
    slices: slices.map(([name, weight, value]) => sliceResult({ name, weight, value })),
    production: { ...PRODUCTION, slices: stored },
  }
}

describe('the worst slice', () => {
  const order = (evaluation: Evaluation) => worstFirst(withDrops(evaluation)).map(({ name }) => name)

  it('has the largest part of the drop: weight × (its own production score − its value)', () => {
    const slices = withDrops(
      evaluated([
        ['a', 0.5, 0.8, 0.85],
        ['b', 0.3, 0.7, 0.9],
        ['c', 0.2, 0.5, 0.6],
      ]),
    )
    expect(slices.map(({ dropContribution }) => dropContribution)).toEqual([0.025, 0.06, 0.02])
    expect(
      value(
        evaluated([
          ['a', 0.5, 0.8, 0.85],
          ['b', 0.3, 0.7, 0.9],
          ['c', 0.2, 0.5, 0.6],
        ]),
        'slices.worst.name',
      ),
    ).toBe('b')
  })

  it('is measured against the production score of the model where not all slices with weight have one', () => {
    const evaluation = evaluated([
      ['a', 0.5, 0.8, 0.85],
      ['b', 0.5, 0.75],
    ])
    expect(withDrops(evaluation).map(({ dropContribution }) => dropContribution)).toEqual([0.05, 0.075])
    expect(order(evaluation)).toEqual(['b', 'a'])
  })

  it('is the highest one where lower is better', () => {
    expect(
      order(
        evaluated(
          [
            ['a', 0.5, 0.8],
            ['b', 0.5, 1.2],
          ],
          'lower',
        ),
      ),
    ).toEqual(['b', 'a'])
  })

  it('has weight and a value; without such a slice there is none', () => {
    expect(
      value(
        evaluated([
          ['a', 0, 0.1],
          ['b', 1, 0.8],
          ['c', 0.5, null],
        ]),
        'slices.worst.name',
      ),
    ).toBe('b')
    expect(value(evaluated([['a', 0, 0.1]]), 'slices.worst.name')).toBeNull()
  })
})

describe('the context of the input', () => {
  it.each([
    ['evaluation.score', 0.812],
    ['score', 0.812],
    ['verdict', 'drifted'],
    ['model', 'churn'],
    ['driftEvent', '86204048f4d04cb2760b'],
    ['attempt', 1],
    ['record', null],
    ['dataset.source', 's3://lake/churn/dt={date}/'],
    ['dataset.to', '2026-11-14'],
    ['slices.established.value', 0.86],
    ['slices.worst.name', 'new-customers'],
    ['production.score', 0.86],
    ['production.revision', DRIFTED.production?.revision],
    ['drop.relative', DRIFTED.drop?.relative],
    ['evaluation.slices.1.name', 'established'],
    ['evaluation.reasons.0', 'the drop of 5.58 % is over the limit of 5 %'],
  ])('%s', (path, expected) => {
    expect(value(DRIFTED, path)).toEqual(expected)
  })

  it('what this run does not have is null; a slice or entry that is not there has no value', () => {
    const nothing = emptyEvaluation('churn', new Date(0))
    for (const path of ['score', 'dataset.to', 'slices.new.value', 'slices.worst.name', 'drop.relative', 'production.score']) {
      expect(value(nothing, path)).toBeNull()
    }
    expect(value(nothing, 'dataset.source')).toBe('s3://lake/churn/dt={date}/')
    expect(value(DRIFTED, 'slices.nobody.value')).toBeUndefined()
    expect(value(DRIFTED, 'evaluation.slices.9.name')).toBeUndefined()
  })

  it('every key of an evaluation can be named', () => {
    for (const report of Object.values(SCENARIOS)) {
      for (const { retrain: _, error: __, ...evaluation } of report.evaluations) {
        for (const path of pathsOf(evaluation)) expect([path, pathProblem(['evaluation', ...path], null)]).toEqual([path, null])
      }
    }
  })

  it.each([
    ['evaluation.scroe', 1, 'score'],
    ['modle', 0, 'model'],
    ['slices.establishd.value', 1, 'established'],
    ['slices.worst.valu', 2, 'value'],
    ['evaluation.slices.first.name', 2, undefined],
    ['evaluation.score.value', 2, undefined],
    ['evaluation.retrain.status', 1, 'score'],
    ['constructor.name', 0, 'model'],
  ])('%s is none, which is known before the run', (path, depth, choice) => {
    const problem = pathProblem(path.split('.'), ['new-customers', 'established'])
    expect(problem?.depth).toBe(depth)
    if (choice === undefined) expect(problem?.choices).toEqual([])
    else expect(problem?.choices).toContain(choice)
  })

  it('slices that columns make are known in the run only', () => {
    expect(pathProblem(['slices', 'region=EU', 'value'], null)).toBeNull()
  })
})

describe('the default input', () => {
  const bytes = (text: string) => Buffer.byteLength(text)
  const inputFor = (evaluation: Evaluation, limit = 262_144) =>
    JSON.parse(canonicalJson(defaultInput({ ...START, evaluation }, (text) => bytes(text) <= limit)))

  it('documents the whole evaluation', () => {
    expect(inputFor(DRIFTED)).toEqual({
      schemaVersion: 1,
      model: 'churn',
      driftEvent: '86204048f4d04cb2760b',
      attempt: 1,
      record: null,
      slicesOmitted: 0,
      evaluation: JSON.parse(JSON.stringify(DRIFTED)),
    })
  })

  it('of many slices has the worst 100, and says how many it leaves out', () => {
    const many = evaluated(Array.from({ length: 2_000 }, (_, index) => [`slice ${index}`, 0.0005, 0.9 - index / 10_000] as const))
    const { evaluation, slicesOmitted } = inputFor(many)
    expect([evaluation.slices.length, slicesOmitted]).toEqual([100, 1_900])
    expect(evaluation.slices.at(-1).name).toBe('slice 1999')
  })

  it('is never too large, whatever the evaluation holds', () => {
    const days = Array.from({ length: 3_660 }, (_, index) => ({ day: `d${index}`.padEnd(10), rows: 1, rowsWithoutLabel: 0 }))
    const slices = Array.from({ length: 500 }, (_, index) =>
      sliceResult({ name: `s${index}`, where: 'x'.repeat(10_000), weight: 0.002 }),
    )
    const huge: Evaluation = {
      ...DRIFTED,
      slices,
      dataset: DRIFTED.dataset && { ...DRIFTED.dataset, days },
      reasons: Array.from({ length: 1_000 }, () => 'ä'.repeat(1_000)),
    }
    const explanation = explain(huge, null)
    expect(explanation?.slices).toHaveLength(500)
    for (const limit of [262_144, 20_000, 2_000, 300]) {
      const input = inputFor({ ...huge, explanation }, limit)
      expect(bytes(canonicalJson(input))).toBeLessThanOrEqual(limit)
      expect(input).toMatchObject({ model: 'churn', driftEvent: START.driftEvent, attempt: 1 })
    }
    expect(inputFor(huge).evaluation).toMatchObject({ score: 0.812, verdict: 'drifted', dataset: { days: [] } })
    expect(inputFor(huge).evaluation.slices).toHaveLength(10)
  })
})

function pathsOf(value: unknown): string[][] {
  if (typeof value !== 'object' || value === null) return [[]]
  const entries = Object.entries(value)
  return entries.length === 0 ? [[]] : entries.flatMap(([key, item]) => pathsOf(item).map((path) => [key, ...path]))
}
