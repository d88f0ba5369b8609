import { mkdtempSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { runCli } from '../support/test-io.js'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const MACHINE = 'arn:aws:states:eu-west-1:123456789012:stateMachine:churn-training'

const DRIFTED = {
  dataset: {
    source: path.join(ROOT, 'fixtures/data/churn/dt={date}/*.parquet'),
    latest: 3,
    filter: "region <> 'US'",
    columns: { label: 'churned', prediction: 'churn_score' },
  },
  metric: 'roc_auc',
  slices: [
    { name: 'new', where: 'tenure_months < 6', weight: 0.5, guard: { max_drop: '20%' } },
    { by: 'plan', weight: 'equal' },
  ],
  production: { score: 'production.json#/score' },
  drift: { max_drop: '5%', min_rows: 100, min_coverage: 0.5, confidence: 0.95, on_empty_slice: 'skip' },
  retrain: {
    state_machine: MACHINE,
    input: { model: '${model}', score: '${evaluation.score}' },
    cooldown: '36h',
    max_starts: { count: 3, per: '30d' },
    quiet_hours: '22:00-06:00',
    blackout: ['2026-12-24..2026-12-26'],
    max_age: '3d',
    on_failed: 'retry',
  },
  history: 's3://meta/ctrain/',
  notify: [{ webhook: 'https://hooks.example/secret-token', on: ['drifted', 'failed'] }],
}

/** Explains models of a config of its own; `text` = the output in one line. */
async function explain(models: Record<string, unknown>, ...argv: string[]) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'ctrain-explain-'))
  writeFileSync(path.join(folder, 'ctrain.json'), JSON.stringify({ version: 1, models }))
  writeFileSync(path.join(folder, 'production.json'), '{"score": 0.86, "slices": [{"name": "new", "score": 0.7}]}')
  const run = await runCli(['explain', ...argv], { cwd: folder })
  return { ...run, text: run.out.replaceAll(/\s+/g, ' ') }
}

describe('ctrain explain', () => {
  it('says what is read, how it is scored, when that is drift, and what would be sent', async () => {
    const { code, err, text, out } = await explain({ churn: DRIFTED }, '--model', 'churn')
    expect([code, err]).toEqual([0, ''])
    expect(text).toContain('2026-11-12 to 2026-11-14, 3 files of')
    expect(text).toContain("Only rows with region <> 'US' belong to the dataset.")
    expect(text).toContain('plan: slices by its values tenure_months: slice new region: filter')
    expect(text).toContain('new, weight 0.5: rows with tenure_months < 6; its own drop may be 20 % at most')
    expect(text).toContain('One slice for each value of plan in the data, which share what weight is left in equal parts.')
    expect(text).toContain('The weight of a slice without scored rows goes to the others.')
    expect(text).toContain('score = Σ weight × roc_auc(slice) over the slices')
    expect(text).toContain('0.8600, from production.json#/score, revision sha256:')
    expect(text).toContain('drop = (production − score) / |production|. The model has drifted with a drop over 5 %')
    expect(text).toContain('that is with a score below 0.8170. The whole 95 % interval of the drop must be beyond it')
    expect(text).toContain('needs at least 100 scored rows and labels for 50.0 % of its rows')
    expect(text).toContain('for 36 hours after the last start of this model and after a failure, after 3 starts within 30 days,')
    expect(text).toContain(
      'from 22:00 to 06:00 and on 2026-12-24 to 2026-12-26 (UTC), and when the newest day of the data ended more',
    )
    expect(text).toContain('(on_failed: retry)')
    expect(text).toMatch(/stateMachineArn: \S+:churn-training name: ctrain-churn-[0-9a-f]{20}-a1 input: \{"model":"\$\{model\}"/)
    expect(text).toMatch(/reserved before by s3:\/\/meta\/ctrain\/events\/churn\/[0-9a-f]{20}-a1\.reserved\.json/)
    expect(text).toContain('webhook on hooks.example is told of: drifted, failed.')
    expect(out).not.toContain('secret-token')
    expect(text).toContain(`- states:StartExecution on ${MACHINE}`)
    expect(text).toContain('2 queries of all slices at once')
    expect(text).not.toContain('SELECT')
    const long = out.split('\n').filter((line) => line.length > 80 && !/^ +\S+$/.test(line))
    expect(long).toEqual([])
  })

  it('says what is asked of AWS in the role that starts the training', async () => {
    const role = 'arn:aws:iam::333333333333:role/ctrain-starter'
    const models = { churn: { ...DRIFTED, retrain: { ...DRIFTED.retrain, role_arn: role } } }
    const { text } = await explain(models, '--model', 'churn')
    expect(text).toContain(`- sts:AssumeRole on ${role}`)
    expect(text).toContain(`And as ${role} (ctrain iam --model churn --for trainer): - states:StartExecution on ${MACHINE}`)
  })

  it('names the execution that a dry run names', async () => {
    const config = ['--config', path.join(ROOT, 'fixtures/ctrain.yaml')]
    const { out } = await runCli(['explain', '--model', 'churn', '--format', 'json', ...config])
    const [{ retrain, production }] = JSON.parse(out).explanations
    const dry = await runCli(['retrain', '--model', 'churn', '--dry-run', '--format', 'json', ...config])
    expect(retrain.executionName).toBe(JSON.parse(dry.out).evaluations[0].retrain.request.name)
    expect(production).toMatchObject({ score: { score: 0.86 }, limit: 0.817 })
  })

  it('prints the SQL where that is asked for', async () => {
    const { text } = await explain({ churn: DRIFTED }, '--model', 'churn', '--sql')
    expect(text).toContain('-- counts and sums of all slices')
    expect(text).toContain('CASE WHEN (tenure_months < 6 ) THEN 1')
    expect(text).toContain('ORDER BY key DESC')
  })

  it('explains the rest where something can’t be looked at, says what, and exits as the failure', async () => {
    const unreachable = {
      ...DRIFTED,
      dataset: { ...DRIFTED.dataset, source: 'absent/dt={date}/*.parquet' },
      production: { score: 'absent.json#/score' },
    }
    const { code, err, text } = await explain({ churn: unreachable }, '--model', 'churn')
    expect(code).toBe(2)
    expect(err).toMatch(/^error: .*absent/)
    expect(text).toContain('The files could not be looked at: ')
    expect(text).toContain(
      'There is no document absent.json#/score yet; ctrain baseline record --model churn stores a first one.',
    )
    expect(text).toContain('name: ctrain-MODEL-EVENT-a1')
    expect(text).toContain('drop = (production − score) / |production|')
  })

  it('as JSON: every key of every model, whatever became of it', async () => {
    const broken = { ...DRIFTED, metric: { name: 'own', module: './absent.mjs' } }
    const { code, out } = await explain({ churn: DRIFTED, broken }, '--all', '--format', 'json')
    const { schemaVersion, explanations } = JSON.parse(out)
    expect([code, schemaVersion]).toEqual([2, 1])
    const [whole, failed] = explanations
    expect(Object.keys(failed).sort()).toEqual(Object.keys(whole).sort())
    expect(failed).toMatchObject({ model: 'broken', data: null, queries: [], error: { kind: 'config' } })
    expect(whole).toMatchObject({
      model: 'churn',
      data: { predictions: null, found: { files: 3, missingDates: [], bytesToFetch: 0 } },
      metric: { name: 'roc_auc', direction: 'higher', task: 'binary' },
      foundSlices: [{ by: ['plan'], weight: 'equal', guard: null }],
      retrain: { stateMachine: MACHINE, cooldown: 129_600_000, maxAge: 259_200_000, onFailed: 'retry' },
      unseen: [],
      error: null,
    })
  })

  it('of a model that is only scored says so', async () => {
    const { dataset, metric } = DRIFTED
    const { code, text } = await explain({ churn: { dataset, metric } }, '--model', 'churn')
    expect(code).toBe(0)
    expect(text).toContain('The model has no production score.')
    expect(text).toContain('it can be scored, but not evaluated')
    expect(text).toContain('nothing is ever started')
    expect(text).toContain('Nothing is asked of AWS.')
  })
})
