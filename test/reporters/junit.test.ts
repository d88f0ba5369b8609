import { describe, expect, it } from 'vitest'
import type { Evaluation, SliceGuard, Verdict } from '../../src/core/evaluation.js'
import { junit } from '../../src/reporters/junit.js'
import { suitesOf } from './readers/junit.js'
import { scenario } from './scenarios.js'

describe('the junit reporter', () => {
  it('drifted fails with the numbers, suspected passes, and what gave no verdict is an error, never skipped', async () => {
    const verdicts = ['healthy', 'suspected', 'drifted', 'inconclusive'] as const
    const small = { relative: 0.01, absolute: 0.01, standardError: null, interval: null }
    const byGuard = { ...scenario('drifted'), model: 'by a guard alone', drop: small }
    const suites = await suitesOf(
      junit({ schemaVersion: 1, evaluations: [...verdicts.map((verdict) => ({ ...judged(verdict), model: verdict })), byGuard] }),
    )
    expect(suites.map(({ name, cases }) => `${name} ${cases[0]?.outcome}`)).toEqual([
      'healthy passed',
      'suspected passed',
      'drifted failure',
      'inconclusive error',
      'by a guard alone passed',
    ])
    const [test] = suites[2]?.cases ?? []
    expect(test?.message).toBe('drop = (0.8600 − 0.8120) / 0.8600 = 6.00 % > 5 %')
    expect(test?.text).toContain('score = 0.6 × 0.7800 + 0.4 × 0.8600 = 0.8120')
  })

  it('has a test for each guard; one of a slice without weight decides nothing and is skipped', async () => {
    const drifted = scenario('drifted')
    const slices = drifted.slices.flatMap((slice) => [
      { ...slice, guard: guard('drifted') },
      { ...slice, name: `${slice.name} unweighted`, weight: 0, guard: guard('inconclusive') },
    ])
    const [suite] = await suitesOf(junit({ schemaVersion: 1, evaluations: [{ ...drifted, slices }] }))
    expect(suite?.cases.map(({ name, outcome }) => `${name} ${outcome}`)).toEqual([
      'score: roc_auc failure',
      'slice: new-customers failure',
      'slice: new-customers unweighted skipped',
      'slice: established failure',
      'slice: established unweighted skipped',
    ])
  })
})

/** With a drop that agrees with the verdict. */
function judged(verdict: Verdict): Evaluation {
  const relative = verdict === 'healthy' ? 0.01 : 0.06
  const interval = verdict === 'drifted' ? ([0.055, 0.065] as const) : ([0, 0.1] as const)
  return {
    ...scenario('drifted'),
    verdict,
    drop: { relative, absolute: 0.05, standardError: 0.01, interval },
    threshold: { maxDrop: 0.05, kind: 'relative', confidence: 0.95 },
  }
}

function guard(verdict: Verdict): SliceGuard {
  const drop = { relative: 0.2, absolute: 0.2, standardError: null, interval: null }
  return { production: 1, drop, threshold: { maxDrop: 0.1, kind: 'relative', confidence: null }, verdict }
}
