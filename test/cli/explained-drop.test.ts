// The drop from the first to the second week of the churn fixtures. Expected parts: weight × difference of the values that the runs report.
import { describe, expect, it } from 'vitest'
import { sum } from '../../src/core/sum.js'
import { churnOf } from '../support/churn.js'
import { createProject, onlyEvaluation } from '../support/project.js'

const SLICES = [
  { name: 'new-customers', where: 'tenure_months < 6', weight: 0.5 },
  { name: 'established', where: 'tenure_months >= 6', weight: 0.3 },
  { name: 'eu-enterprise', where: "region = 'EU' AND plan = 'enterprise'", weight: 0.2 },
]

/** A production score of the first week, and what the second week says of it. */
async function secondWeek(model: Readonly<Record<string, unknown>>) {
  const { dataset, ...rest } = churnOf({ production: { score: 'production.json' }, ...model })
  const weekly = { ...Object(dataset), latest: undefined, window: '7d' }
  const columns = { label: 'churned', prediction: 'churn_score', id: 'customer_id' }
  const project = createProject({ churn: { dataset: { ...weekly, columns }, ...rest } })
  const recorded = await project.run('baseline', 'record', '-m', 'churn', '--date', '2026-11-07')
  expect([recorded.code, recorded.err]).toEqual([0, expect.any(String)])
  return onlyEvaluation(await project.run('evaluate', '-m', 'churn', '--date', '2026-11-14', '--format', 'json'))
}

describe('the drop of an evaluation against a recorded baseline', () => {
  it('is split into the parts of its slices, and told in words', async () => {
    const { explanation, slices, production, drop } = await secondWeek({ slices: SLICES })
    const parts = slices.map(({ name, value, weight }) => {
      const before = production?.slices.find((slice) => slice.name === name)
      return [name, weight * ((before?.score ?? Number.NaN) - (value ?? Number.NaN))] as const
    })
    const found = new Map(explanation?.slices.map((part) => [part.name, part.drop]))
    for (const [name, part] of parts) expect(found.get(name)).toBeCloseTo(part, 10)
    expect(sum([...found.values()])).toBeCloseTo(drop?.absolute ?? Number.NaN, 10)
    expect(explanation).toMatchObject({ against: 'slices', mix: 0, unexplained: 0 })
    expect(explanation?.facts[0]).toMatch(/^new-customers makes 86 % of the drop: roc_auc fell from 0\.8533 to 0\.5851 \(beyond /)
  })

  it('is split by rows as by weights where the weights follow the rows', async () => {
    const { explanation, drop } = await secondWeek({ slices: [{ by: 'plan' }] })
    expect(explanation?.slices).toHaveLength(3)
    expect(explanation?.mix).not.toBe(0)
    expect(explanation?.performance).toBeCloseTo(explanation?.rows?.performance ?? Number.NaN, 10)
    expect(explanation?.mix).toBeCloseTo(explanation?.rows?.mix ?? Number.NaN, 10)
    expect((explanation?.performance ?? 0) + (explanation?.mix ?? 0)).toBeCloseTo(drop?.absolute ?? Number.NaN, 10)
  })

  it('is not explained where the scores are not compared', async () => {
    const project = createProject({ churn: churnOf({ production: { score: 'production.json' } }) })
    await project.run('baseline', 'set', '-m', 'churn', '--score', '0.86')
    const other = createProject({
      churn: churnOf({ metric: 'f1', production: { score: `${project.folder}/production.json` } }),
    })
    const run = onlyEvaluation(await other.run('evaluate', '-m', 'churn', '--format', 'json'))
    expect([run.verdict, run.drop, run.explanation]).toEqual(['inconclusive', null, null])
  })
})
