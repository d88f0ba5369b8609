import { describe, expect, it } from 'vitest'
import { moduleProject } from '../support/plug-ins.js'
import { runCli } from '../support/test-io.js'

const PROFIT = "export default { name: 'profit', direction: 'lower', sums: { n: '1' }, finish: ({ n }) => n }"

describe('ctrain metrics NAME', () => {
  it.each([
    ['ndcg@0', 'the k of ndcg@0 must be at least 1'],
    ['lift@2', 'the q of lift@2 must be at most 1'],
    ['lift@abc', 'there is no metric "lift@abc"\nhint: write its number as in lift@0.1'],
    ['ndcg@1.5', 'there is no metric "ndcg@1.5"\nhint: write its number as in ndcg@10'],
    ['f1score', 'hint: did you mean f1?'],
    ['auc', 'hint: did you mean roc_auc?'],
    ['roc_acu', 'hint: did you mean roc_auc?'],
  ])('%s is refused: %s', async (name, problem) => {
    const { code, out, err } = await runCli(['metrics', name], { cwd: '/' })
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain(problem)
  })

  it.each(['ndcg@10', 'lift@0.1', 'f1'])('%s is explained', async (name) => {
    const { code, out } = await runCli(['metrics', name], { cwd: '/' })
    expect([code, out]).toEqual([0, expect.stringMatching(/^formula {4}/m)])
  })
})

describe('the metrics of the config', () => {
  it('say themselves what they are called and which direction is better', async () => {
    const project = await moduleProject(PROFIT, { model: { also: ['accuracy', { module: './metrics/own.mjs' }] } })
    expect((await project.run('metrics')).out).toMatch(/of this config\n {2}profit +lower +A metric of a JavaScript module\.\n\n/)
    expect((await project.run('metrics', 'profit')).out).toMatch(/^better {5}lower$/m)
    expect((await project.run('metrics', 'proft')).err).toContain('did you mean profit?')
    const { out } = await project.run('metrics', 'profit', '-f', 'json')
    expect(JSON.parse(out).metrics).toMatchObject([{ name: 'profit', direction: 'lower', source: './metrics/own.mjs' }])
  })

  it('are listed without a direction where they can’t be loaded, with a warning', async () => {
    const project = await moduleProject("throw new Error('no licence')")
    const { code, out, err } = await project.run('metrics')
    expect([code, out]).toEqual([0, expect.stringMatching(/\n {2}own +– +A metric/)])
    expect(err).toMatch(/^warning: ctrain\.yaml:\d+:\d+ the metric module .* can't be loaded: Error: no licence/)
    expect((await project.run('metrics', 'own')).out).toMatch(/^better {5}not known, as the module can’t be loaded$/m)
  })

  it('are left out of a config that has problems, with a warning', async () => {
    const project = await moduleProject(PROFIT, { model: { slice: [] } })
    const { code, out, err } = await project.run('metrics')
    expect([code, out]).toEqual([0, expect.not.stringContaining('of this config')])
    expect(err).toMatch(/^warning: .*ctrain\.yaml has 1 problem, so its own metrics are not among these/)
  })
})
