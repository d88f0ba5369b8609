// A production score of another definition is told and not compared.
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { MACHINE, useAws } from '../support/aws-env.js'
import { projectOf, rowsOf } from '../support/evaluate-rows.js'
import { onlyEvaluation, type Project } from '../support/project.js'

const aws = useAws()
const ROWS = [...rowsOf('EU', 18, 20), ...rowsOf('US', 8, 10)]
const MODEL = {
  slices: [{ by: 'region', weights: { EU: 0.5, US: 0.5 } }],
  production: { score: 'production.json' },
  retrain: { state_machine: MACHINE },
}
const HINT =
  'two different scores are not compared: store one of this definition (ctrain baseline record), or give --allow-mismatch'

/** A project whose stored score differs from what its config says in what the change makes of the document. */
async function differing(
  change: (document: Record<string, unknown>) => object,
  model: Readonly<Record<string, unknown>> = {},
): Promise<Project> {
  const project = await projectOf({ model: { ...MODEL, ...model }, rows: ROWS })
  expect((await project.run('baseline', 'record', '-m', 'm')).code).toBe(0)
  const file = path.join(project.folder, 'production.json')
  const document = JSON.parse(readFileSync(file, 'utf8'))
  writeFileSync(file, JSON.stringify({ ...document, ...change(document) }))
  return project
}

describe('a production document of another definition', () => {
  it.each<[string, object, string]>([
    [
      'metric',
      { metric: 'brier_score', params: {} },
      'the metric is brier_score in the production document, accuracy in the config',
    ],
    [
      'parameter',
      { params: { threshold: 0.4 } },
      'the parameters of accuracy are {"threshold":0.4} in the production document, {"threshold":0.5} in the config',
    ],
    ['model', { model: 'n' }, 'the model is "n" in the production document, "m" in the config'],
    [
      'group',
      { groups: [{ by: ['plan'], weight: 'rows' }] },
      'slices are found by plan (weight: rows) in the production document, by no column in the config',
    ],
  ])('by its %s is no verdict: exit 4, with the reason and no drop', async (_, change, reason) => {
    const run = await (await differing(() => change)).run('evaluate', '-m', 'm', '-f', 'json')
    expect(run.code).toBe(4)
    expect(onlyEvaluation(run)).toMatchObject({
      verdict: 'inconclusive',
      score: 0.85,
      production: { score: 0.85 },
      drop: null,
      reasons: [reason, HINT],
    })
  })

  it('by weights and slices is told slice by slice', async () => {
    const [slices] = [[{ by: 'region', weights: { EU: 0.6, '*': 0.4 } }]]
    const project = await projectOf({ model: MODEL, rows: ROWS })
    await project.run('baseline', 'record', '-m', 'm')
    const changed = await projectOf({ model: { ...MODEL, slices }, rows: ROWS })
    writeFileSync(path.join(changed.folder, 'production.json'), readFileSync(path.join(project.folder, 'production.json')))
    const run = await changed.run('evaluate', '-m', 'm')
    expect(run.code).toBe(4)
    expect(run.out).toContain('INCONCLUSIVE: slice region=US of weight 0.5 is in the production document, not in the config; ')
    expect(run.out.replaceAll(/\n {11}/g, ' ')).toContain(
      `reasons    slice region=* of weight 0.4 is in the config, not in the production document slice region=EU has weight 0.5 in the production document, 0.6 in the config ${HINT}\n`,
    )
  })

  it('starts no training, however much worse the score is', async () => {
    const project = await differing(() => ({ metric: 'brier_score', score: 0.99 }))
    const run = await project.run('retrain-if-drifted', '-m', 'm', '-f', 'json')
    expect(run.code).toBe(4)
    expect(onlyEvaluation(run)).toMatchObject({ verdict: 'inconclusive', retrain: { status: 'inconclusive' } })
    expect(aws().sfn.executions).toEqual([])
    const dry = await project.run('retrain-if-drifted', '-m', 'm', '--allow-mismatch', '--dry-run', '-f', 'json')
    expect([dry.code, onlyEvaluation(dry).retrain?.status]).toEqual([0, 'dry_run'])
  })

  it('is compared with --allow-mismatch, and the report says what differs', async () => {
    const project = await differing(() => ({ metric: 'brier_score' }))
    const run = await project.run('evaluate', '-m', 'm', '--allow-mismatch', '-f', 'json')
    expect(run.code).toBe(0)
    expect(onlyEvaluation(run)).toMatchObject({
      verdict: 'healthy',
      drop: { absolute: 0 },
      reasons: [
        'the drop of 0.00 % is within the limit of 5 %',
        'the metric is brier_score in the production document, accuracy in the config (--allow-mismatch)',
      ],
    })
  })

  it('lends its slices to no score of another definition', async () => {
    const drift = { max_drop: '5%', on_empty_slice: 'production' }
    const project = await differing(() => ({}), { drift })
    const fewer = async (flags: string[], change: object) => {
      const file = path.join(project.folder, 'production.json')
      writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), ...change }))
      const other = await projectOf({ model: { ...MODEL, drift }, rows: rowsOf('EU', 18, 20) })
      writeFileSync(path.join(other.folder, 'production.json'), readFileSync(file))
      return onlyEvaluation(await other.run('evaluate', '-m', 'm', '-f', 'json', ...flags))
    }
    expect((await fewer([], {})).score).toBe(0.85)
    expect((await fewer([], { metric: 'brier_score' })).score).toBeNull()
    expect((await fewer(['--allow-mismatch'], {})).score).toBe(0.85)
  })

  it('guards no slice, and with its own definition does', async () => {
    const drift = { max_drop: '50%', guard: { max_drop: '1%' } }
    const worse = (document: Record<string, unknown>) => ({ ...document })
    const project = await differing(worse, { drift })
    const healthy = onlyEvaluation(await project.run('evaluate', '-m', 'm', '-f', 'json'))
    expect(healthy.slices.map(({ guard }) => guard?.verdict)).toEqual(['healthy', 'healthy'])
    const other = await differing(() => ({ metric: 'brier_score' }), { drift })
    const { slices } = onlyEvaluation(await other.run('evaluate', '-m', 'm', '-f', 'json'))
    expect(slices.map(({ guard }) => guard)).toEqual([null, null])
  })

  it('by what the data decide is compared: new values, and weights by rows', async () => {
    const project = await projectOf({ model: { ...MODEL, slices: { by: 'region' } }, rows: ROWS })
    await project.run('baseline', 'record', '-m', 'm')
    const rows = [...rowsOf('EU', 9, 10), ...rowsOf('ASIA', 9, 10)]
    const later = await projectOf({ model: { ...MODEL, slices: { by: 'region' } }, rows })
    writeFileSync(path.join(later.folder, 'production.json'), readFileSync(path.join(project.folder, 'production.json')))
    expect((await later.run('evaluate', '-m', 'm')).code).toBe(0)
  })

  it('a slice that is skipped for want of rows has the weight that was stored', async () => {
    const drift = { max_drop: '5%', on_empty_slice: 'skip' }
    const project = await projectOf({ model: { ...MODEL, drift }, rows: ROWS })
    await project.run('baseline', 'record', '-m', 'm')
    const later = await projectOf({ model: { ...MODEL, drift }, rows: rowsOf('EU', 18, 20) })
    writeFileSync(path.join(later.folder, 'production.json'), readFileSync(path.join(project.folder, 'production.json')))
    expect(onlyEvaluation(await later.run('evaluate', '-m', 'm', '-f', 'json'))).toMatchObject({ verdict: 'healthy', score: 0.9 })
  })

  it('is recognised behind a pointer to its score, and not behind one to a part of it', async () => {
    const behind = async (pointer: string) => {
      const project = await differing(() => ({ metric: 'brier_score' }), {})
      const config = path.join(project.folder, 'ctrain.yaml')
      writeFileSync(config, readFileSync(config, 'utf8').replace('score: production.json', `score: "production.json#${pointer}"`))
      return onlyEvaluation(await project.run('evaluate', '-m', 'm', '-f', 'json')).verdict
    }
    expect(await behind('/score')).toBe('inconclusive')
    expect(await behind('/slices/0/value')).toBe('drifted')
  })
})
