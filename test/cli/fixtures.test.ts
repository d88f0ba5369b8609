import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { onlyEvaluation } from '../support/project.js'
import { runCli } from '../support/test-io.js'

const CONFIG = fileURLToPath(new URL('../../fixtures/ctrain.yaml', import.meta.url))

async function evaluate(...argv: string[]) {
  return await runCli(['evaluate', '-c', CONFIG, ...argv])
}

describe('the fixtures', () => {
  it('churn drifted in the last week and was healthy in the week before', async () => {
    const drifted = await evaluate('-m', 'churn', '-f', 'json')
    expect(drifted.code).toBe(0)
    expect(onlyEvaluation(drifted)).toMatchObject({ verdict: 'drifted', dataset: { from: '2026-11-08', to: '2026-11-14' } })
    const before = onlyEvaluation(await evaluate('-m', 'churn', '-f', 'json', '--date', '2026-11-07'))
    expect(before).toMatchObject({ verdict: 'healthy', dataset: { from: '2026-11-01', to: '2026-11-07' } })
  })

  it('--fail-on-drift turns a drifted verdict into exit 1, a healthy one not', async () => {
    expect((await evaluate('-m', 'churn', '--fail-on-drift')).code).toBe(1)
    expect((await evaluate('-m', 'churn-healthy', '--fail-on-drift')).code).toBe(0)
  })

  it('the other models are healthy', async () => {
    const { code, out } = await evaluate('--all', '-f', 'json')
    const verdicts = JSON.parse(out).evaluations.map((each: { model: string; verdict: string }) => [each.model, each.verdict])
    expect(code).toBe(0)
    expect(verdicts).toEqual([
      ['churn', 'drifted'],
      ['churn-healthy', 'healthy'],
      ['demand', 'healthy'],
      ['fraud', 'healthy'],
    ])
  })

  it('the table shows the formula with its numbers', async () => {
    const { out, err } = await evaluate('-m', 'churn')
    expect(out).toContain('score      0.5 × 0.5851 + 0.3 × 0.8523 + 0.2 × 0.7526 = 0.6987')
    expect(out).toContain('drop       (0.8600 − 0.6987) / 0.8600 = 18.75 % > 5 %')
    expect(err).toBe('')
  })

  it('score needs neither production nor drift, and leaves them null', async () => {
    const { code, out, err } = await runCli(['score', '-m', 'demand', '-c', CONFIG, '-f', 'json'])
    expect([code, err]).toEqual([0, ''])
    expect(onlyEvaluation({ code: 0, out, err })).toMatchObject({
      production: null,
      drop: null,
      threshold: null,
      verdict: null,
      retrain: null,
    })
  })

  it('the score is the same on 1 and on 8 threads', async () => {
    const run = async (cpus: number) =>
      onlyEvaluation(await runCli(['evaluate', '-c', CONFIG, '-m', 'fraud', '-f', 'json'], { cpus }))
    const [one, eight] = [await run(1), await run(8)]
    expect({ ...eight, evaluatedAt: one.evaluatedAt }).toEqual(one)
  })

  it('an unknown model is told with what was perhaps meant, in JSON as an entry with its error', async () => {
    const run = await evaluate('-m', 'chrun', '-f', 'json')
    expect(run.code).toBe(2)
    expect(onlyEvaluation(run)).toMatchObject({ model: 'chrun', error: { kind: 'usage', hint: 'did you mean churn?' } })
    expect(run.err).toContain('there is no model "chrun"')
  })
})
