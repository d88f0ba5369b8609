// A production score of a metric of the user's own is compared only while the config says the same of it.
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { plugInProject } from '../support/plug-ins.js'
import { onlyEvaluation, type Project } from '../support/project.js'

const MODULE = `export default { direction: 'higher', sums: { gain: 'amount * label', n: '1' },
  finish: ({ gain, n }, { price }) => (price * gain) / n }`
const PARAMS = { price: 100, tiers: [{ from: 1, ok: true }] }
const SQL = { name: 'profit', direction: 'higher', aggregates: { gain: 'sum(amount)', n: 'count(*)' }, value: 'gain / n' }
const COMMAND = { command: ['node', 'own.mjs', '--price', '100'], name: 'profit', direction: 'higher' }
const WAY = 'the metric profit is defined in another way in the config than when the production document was stored'

async function projectOf(metric: object): Promise<Project> {
  const more = { production: { score: 'production.json' }, drift: { max_drop: '5%' } }
  const project = await plugInProject(metric, { 'own.mjs': MODULE }, more)
  const run = await project.run('baseline', 'set', '-m', 'm', '--score', '1000')
  expect([run.code, run.err]).toEqual([0, ''])
  return project
}

/** In what the stored score and the config differ, once the text of the config is changed. */
async function differencesAfter(project: Project, [before, after]: readonly [string, string], file = 'ctrain.yaml') {
  const changed = path.join(project.folder, file)
  const text = readFileSync(changed, 'utf8')
  expect(text).toContain(before)
  writeFileSync(changed, text.replace(before, after))
  return JSON.parse((await project.run('baseline', 'diff', '-m', 'm', 'config', '-f', 'json')).out).differences
}

const OWN = { module: './own.mjs', name: 'profit', params: PARAMS }

it('the parameters of a module are in the document, and others are no verdict', async () => {
  const project = await projectOf(OWN)
  expect((await project.run('baseline', 'record', '-m', 'm')).code).toBe(0)
  const stored = JSON.parse(readFileSync(path.join(project.folder, 'production.json'), 'utf8'))
  expect(stored).toMatchObject({ metric: 'profit', params: PARAMS, direction: 'higher', metricDigest: expect.any(String) })
  expect((await project.run('evaluate', '-m', 'm')).code).toBe(0)
  const sentence =
    'the parameters of profit are {"price":100,"tiers":[{"from":1,"ok":true}]} in the production document, {"price":50,"tiers":[{"from":1,"ok":true}]} in the config'
  expect(await differencesAfter(project, ['price: 100', 'price: 50'])).toEqual([sentence])
  const run = await project.run('evaluate', '-m', 'm', '-f', 'json')
  expect(run.code).toBe(4)
  expect(onlyEvaluation(run)).toMatchObject({ verdict: 'inconclusive', drop: null, reasons: [sentence, expect.any(String)] })
})

it.each<[string, object, readonly [string, string]]>([
  ['aggregates', SQL, ['sum(amount)', 'sum(2 * amount)']],
  ['value', SQL, ['gain / n', 'gain']],
  ['command', COMMAND, ['"100"', '"50"']],
])('another %s is told', async (_, metric, change) => {
  expect(await differencesAfter(await projectOf(metric), change)).toEqual([WAY])
})

const DIRECTION = 'the direction of profit is higher in the production document, lower in the config'

it.each<[string, object, readonly [string, string], string]>([
  ['SQL', SQL, ['higher', 'lower'], 'ctrain.yaml'],
  ['a command', COMMAND, ['higher', 'lower'], 'ctrain.yaml'],
  ['a module', OWN, ['higher', 'lower'], 'own.mjs'],
])('another direction of %s is told', async (_, metric, change, file) => {
  expect(await differencesAfter(await projectOf(metric), change, file)).toEqual([DIRECTION])
})

it.each<[string, object, readonly [string, string]]>([
  ['white space in SQL', SQL, ['gain / n', 'gain/n']],
  ['a time limit', { ...OWN, timeout: '50s' }, ['50s', '40s']],
  ['the number of groups', { ...OWN, buckets: 8 }, ['buckets: 8', 'buckets: 4']],
  ['how the path of a module is written', OWN, ['./own.mjs', 'own.mjs']],
])('%s is no difference', async (_, metric, change) => {
  expect(await differencesAfter(await projectOf(metric), change)).toEqual([])
})

it('a document that says neither direction nor definition is compared', async () => {
  const project = await projectOf(SQL)
  const file = path.join(project.folder, 'production.json')
  const { direction: _, metricDigest: __, ...older } = JSON.parse(readFileSync(file, 'utf8'))
  writeFileSync(file, JSON.stringify(older))
  expect(await differencesAfter(project, ['gain / n', 'gain'])).toEqual([])
})
