import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { onlyEvaluation } from '../support/project.js'
import { sqlMetric, sqlModuleProject, sqlProject } from '../support/sql-metrics.js'

describe('names of metrics', () => {
  const own = sqlMetric({ x: 'count(*)' })

  it.each([
    ['a metric twice', 'f1', ['recall', 'f1'], 'also[1]: f1 is measured by metric already (leave one out)'],
    ['its default spelled out', 'f1', [{ name: 'f1', threshold: 0.5 }], 'also[0]: f1 is measured by metric already'],
    ['two spellings', 'lift@0.1', [{ name: 'lift', q: 0.1 }], 'also[0]: lift is measured by metric already'],
    ['two of the user', own, [{ ...own, value: '2 * x' }], 'also[0]: the name own is taken by metric (give it another'],
    ['that of a built-in one', 'r2', ['mae', { ...own, name: 'rmse' }], 'also[1]: rmse is the name of a built-in metric (give'],
  ])('may not be the same, as reports could not tell them apart: %s', async (_, metric, also, problem) => {
    const created = await sqlProject(metric, { model: { also } })
    for (const argv of [['validate'], ['score', '-m', 'm']]) {
      const { code, err } = await created.run(...argv)
      expect(err).toMatch(/^error: ctrain\.yaml:\d+:\d+ /)
      expect(err).toContain(`models.m.${problem}`)
      expect(code).toBe(2)
    }
  })

  it('that modules give themselves count, too, and the config can give others', async () => {
    const text = "export default { name: 'profit', direction: 'higher', sums: { n: '1' }, finish: ({ n }, { by }) => n * by }"
    const twice = (name: object) => [{ module: './metrics/own.mjs', params: { by: 10 }, ...name }]
    const created = await sqlModuleProject(text, { model: { metric: twice({})[0], also: twice({}) } })
    for (const argv of [['validate'], ['score', '-m', 'm']]) {
      expect((await created.run(...argv)).err).toContain('models.m.also[0]: the name profit is taken by metric')
    }
    const named = await sqlProject(
      { module: './metrics/own.mjs', params: { by: 1 } },
      { model: { also: twice({ name: 'tenfold' }) } },
    )
    mkdirSync(path.join(named.folder, 'metrics'))
    writeFileSync(path.join(named.folder, 'metrics', 'own.mjs'), text)
    const { metric, also } = onlyEvaluation(await named.run('score', '-m', 'm', '-f', 'json'))
    expect([metric, also]).toMatchObject([{ name: 'profit' }, [{ name: 'tenfold', score: 40 }]])
  })

  it('may be the same with other parameters, which the report then shows', async () => {
    const also = [{ name: 'recall', threshold: 0.8 }, 'f1', { name: 'f1', threshold: 0.8 }]
    const created = await sqlProject({ name: 'recall', threshold: 0.1 }, { model: { also } })
    const [slice] = onlyEvaluation(await created.run('score', '-m', 'm', '-f', 'json')).slices
    expect(slice?.also).toMatchObject([
      { name: 'recall', params: { threshold: 0.8 } },
      { name: 'f1', params: { threshold: 0.5 } },
      { name: 'f1', params: { threshold: 0.8 } },
    ])
    const { out } = await created.run('score', '-m', 'm')
    expect(out).toMatch(/^metric {5}recall, threshold 0\.1 \(higher is better\)$/m)
    for (const name of ['recall, threshold 0.8', 'f1, threshold 0.5', 'f1, threshold 0.8']) {
      expect(out).toMatch(new RegExp(`^also {7}${name}: `, 'm'))
    }
  })
})
