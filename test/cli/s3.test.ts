import { fileURLToPath } from 'node:url'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { useAws } from '../support/aws-env.js'
import { createProject, onlyEvaluation } from '../support/project.js'
import { loadDirectory } from '../support/s3-server.js'
import { runCli } from '../support/test-io.js'

const aws = useAws({ pageSize: 5 })
const FIXTURES = fileURLToPath(new URL('../../fixtures', import.meta.url))

function s3Model(overrides: Record<string, unknown> = {}) {
  return {
    dataset: {
      source: 's3://lake/churn/dt={date}/*.parquet',
      latest: 7,
      columns: { label: 'churned', prediction: 'churn_score', id: 'customer_id' },
    },
    metric: 'roc_auc',
    slices: [
      { name: 'new-customers', where: 'tenure_months < 6', weight: 0.5 },
      { name: 'established', where: 'tenure_months >= 6', weight: 0.3 },
      { name: 'eu-enterprise', where: "region = 'EU' AND plan = 'enterprise'", weight: 0.2 },
    ],
    production: { score: 's3://models/churn.json#/metrics/weighted_auc' },
    drift: { max_drop: '5%' },
    ...overrides,
  }
}

/** A model on one object that its writer keeps changing. */
function movingModel() {
  return s3Model({ dataset: { ...s3Model().dataset, source: 's3://moving/*.parquet', latest: undefined } })
}

/** The churn file of a day of November. */
function day(dd: string): Buffer {
  return aws().s3.get('lake', `churn/dt=2026-11-${dd}/part-00000.parquet`)?.body ?? Buffer.alloc(0)
}

beforeAll(async () => {
  await loadDirectory(aws().s3, 'lake', '', `${FIXTURES}/data/`)
  await loadDirectory(aws().s3, 'models', '', `${FIXTURES}/production/`)
})

beforeEach(() => {
  aws().s3.onRequest = undefined
  aws().s3.denied.clear()
})

describe('a model on S3', () => {
  it('has the same score as on local files, and the second run fetches nothing', async () => {
    const local = onlyEvaluation(await runCli(['evaluate', '-m', 'churn', '-c', `${FIXTURES}/ctrain.yaml`, '-f', 'json']))
    const project = createProject({ m: s3Model() })
    const cache = { env: { ...process.env, CTRAIN_CACHE_DIR: `${project.folder}/cache` } }
    const first = onlyEvaluation(await project.runWith(cache, 'evaluate', '-m', 'm', '-f', 'json'))
    expect(first.score).toBe(local.score)
    expect(first.slices).toEqual(local.slices)
    expect(first.drop).toEqual(local.drop)
    expect(first.dataset?.bytesFetched).toBeGreaterThan(0)
    const second = onlyEvaluation(await project.runWith(cache, 'evaluate', '-m', 'm', '-f', 'json'))
    expect(second.dataset?.bytesFetched).toBe(0)
    expect(second.score).toBe(local.score)
    expect(second.dataset?.['fingerprint']).toBe(first.dataset?.['fingerprint'])
  })

  it('ctrain pull prints files, rows, bytes and where they are', async () => {
    const { run } = createProject({ m: s3Model() })
    const { code, out } = await run('pull', '-m', 'm')
    expect(code).toBe(0)
    expect(out).toMatch(
      /^m, 2026-11-08 to 2026-11-14\nfiles {6}7 files, 80\.6 kB, 80\.6 kB fetched\nrows {7}3,150\nwhere {6}\/.*\/cache\n/,
    )
    expect(out).toMatch(/s3:\/\/lake\/churn\/dt=2026-11-08\/part-00000\.parquet\n {4}\/.*\.parquet\n/)
  })

  it('ctrain pull --all fetches what it can and gives a failed model an entry with its error', async () => {
    const project = createProject({
      gone: s3Model({ dataset: { ...s3Model().dataset, source: 's3://nowhere/{date}/' } }),
      fine: s3Model(),
    })
    const run = await project.run('pull', '--all', '-f', 'json')
    const { pulls } = JSON.parse(run.out)
    expect(
      pulls.map((each: { model: string; rows: number | null; error: { kind: string } | null }) => [
        each.model,
        each.rows,
        each.error?.kind,
      ]),
    ).toEqual([
      ['gone', null, 'data'],
      ['fine', 3150, undefined],
    ])
    expect(run.err).toContain('error: gone: there is no such bucket')
    expect(run.code).toBe(2)
  })

  it('an object that is overwritten between listing and download is listed anew: the new data, never mixed', async () => {
    const { s3 } = aws()
    const { run } = createProject({ m: movingModel() })
    s3.put('moving', 'x.parquet', day('08'))
    let overwritten = false
    s3.onRequest = (request) => {
      if (request.operation !== 'GetObject' || request.bucket !== 'moving' || overwritten) return undefined
      overwritten = true
      return { kind: 'then', run: () => void s3.put('moving', 'x.parquet', day('09')) }
    }
    const { score } = onlyEvaluation(await run('evaluate', '-m', 'm', '-f', 'json'))
    s3.onRequest = undefined
    expect(overwritten).toBe(true)
    expect(score).toBe(onlyEvaluation(await run('evaluate', '-m', 'm', '-f', 'json')).score)
  })

  it('an object that is overwritten each time is a clear error', async () => {
    const { s3 } = aws()
    const { run } = createProject({ m: movingModel() })
    s3.put('moving', 'x.parquet', day('08'))
    let next = 9
    s3.onRequest = (request) =>
      request.operation === 'GetObject' && request.bucket === 'moving'
        ? { kind: 'then', run: () => void s3.put('moving', 'x.parquet', day(String(next++).padStart(2, '0'))) }
        : undefined
    const { code, err } = await run('evaluate', '-m', 'm')
    expect(code).toBe(2)
    expect(err).toContain('s3://moving/x.parquet was overwritten or deleted after it was listed, 3 times')
  })

  it.each([
    ['a missing bucket', { source: 's3://nowhere/x/*.parquet' }, 2, 'there is no such bucket: s3://nowhere/x/'],
    ['a prefix without files', { source: 's3://lake/nothing/*.parquet' }, 2, 'no file matches s3://lake/nothing/*.parquet'],
  ])('%s is told', async (_, source, code, message) => {
    const dataset = { ...source, columns: { label: 'churned', prediction: 'churn_score' } }
    const run = await createProject({ m: s3Model({ dataset }) }).run('evaluate', '-m', 'm')
    expect(run.err).toContain(message)
    expect(run.code).toBe(code)
  })

  it.each([
    ['s3://models/absent.json#/x', 2, 'there is no document s3://models/absent.json'],
    ['s3://nowhere/churn.json#/x', 2, 'there is no such bucket: s3://nowhere/churn.json'],
    [
      's3://models/churn.json#/metrics/auc',
      2,
      's3://models/churn.json has nothing at /metrics/auc; its top level has model, version, metrics',
    ],
  ])('a production score at %s is told', async (score, code, message) => {
    const run = await createProject({ m: s3Model({ production: { score } }) }).run('evaluate', '-m', 'm')
    expect(run.err).toContain(message)
    expect(run.code).toBe(code)
  })

  it('a denied read names action and resource, exit 3', async () => {
    aws().s3.denied.add('s3:GetObject')
    const run = await createProject({ m: s3Model({ production: { score: 0.86 } }) }).run('evaluate', '-m', 'm')
    expect(run.code).toBe(3)
    expect(run.err).toMatch(/access denied: s3:GetObject on s3:\/\/lake\/churn\/dt=2026-11-\d\d\/part-00000\.parquet/)
    expect(run.err).toContain('hint: allow s3:GetObject on this resource')
  })

  it('a server that is not there is a network error, exit 3', async () => {
    const endpoint = process.env.AWS_ENDPOINT_URL_S3
    process.env.AWS_ENDPOINT_URL_S3 = 'http://127.0.0.1:1'
    try {
      const run = await createProject({ m: s3Model() }).run('evaluate', '-m', 'm')
      expect(run.code).toBe(3)
      expect(run.err).toMatch(/s3:GetObject on s3:\/\/models\/churn\.json failed: .*ECONNREFUSED/)
    } finally {
      process.env.AWS_ENDPOINT_URL_S3 = endpoint
    }
  })

  it('with --all every model is evaluated although others fail, and the exit code is the first of 70, 3, 2, 4, 1, 0', async () => {
    aws().s3.denied.add('s3://lake/fraud/')
    const project = createProject({
      broken: s3Model({
        metric: 'rmse',
        dataset: { source: 's3://lake/demand/*/*.parquet', columns: { label: 'nope', prediction: 'forecast' } },
      }),
      denied: s3Model({
        dataset: { source: 's3://lake/fraud/*/*.parquet', columns: { label: 'is_fraud', prediction: 'score' } },
      }),
      fine: s3Model(),
    })
    const run = await project.run('evaluate', '--all', '-f', 'json', '--fail-on-drift')
    const { evaluations } = JSON.parse(run.out)
    expect(
      evaluations.map((each: { model: string; verdict: string | null; error: { kind: string } | null }) => [
        each.model,
        each.verdict,
        each.error?.kind ?? null,
      ]),
    ).toEqual([
      ['broken', null, 'data'],
      ['denied', null, 'permission'],
      ['fine', 'drifted', null],
    ])
    expect(run.code).toBe(3)
    expect(run.err).toContain('error: broken: the dataset has no column "nope"')
    expect(run.err).toContain('error: denied: access denied: s3:')
  })

  it('a broken config fails every model that was asked for, and is told once', async () => {
    const project = createProject({ a: s3Model({ metric: 'nope' }), b: s3Model() })
    const run = await project.run('evaluate', '-m', 'a', '-m', 'b', '-f', 'json')
    const { evaluations } = JSON.parse(run.out)
    expect(evaluations.map((each: { model: string; error: { kind: string } }) => [each.model, each.error.kind])).toEqual([
      ['a', 'config'],
      ['b', 'config'],
    ])
    expect(run.err.match(/unknown metric "nope"/g)).toHaveLength(1)
    expect(run.code).toBe(2)
  })
})
