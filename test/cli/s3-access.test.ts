import { mkdtempSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { useAws } from '../support/aws-env.js'
import { createProject, onlyEvaluation } from '../support/project.js'
import { type BucketOptions, loadDirectory } from '../support/s3-server.js'

const aws = useAws()
const FIXTURES = fileURLToPath(new URL('../../fixtures', import.meta.url))
const OWNER = '111111111111'
const saved = { ...process.env }

/** A model whose data and production score lie in one bucket of these options. */
async function projectOn(bucket: BucketOptions, dataset: Record<string, unknown> = {}, defaults: Record<string, unknown> = {}) {
  const { s3 } = aws()
  s3.addBucket('lake', bucket)
  await loadDirectory(s3, 'lake', 'churn', `${FIXTURES}/data/churn`)
  await loadDirectory(s3, 'lake', 'production', `${FIXTURES}/production`)
  const model = {
    dataset: {
      source: 's3://lake/churn/dt={date}/*.parquet',
      latest: 7,
      columns: { label: 'churned', prediction: 'churn_score' },
      ...dataset,
    },
    metric: 'roc_auc',
    slices: [{ name: 'all', weight: 1 }],
    production: { score: 's3://lake/production/churn.json#/metrics/weighted_auc' },
    drift: { max_drop: '50%' },
  }
  const cache = mkdtempSync(path.join(os.tmpdir(), 'ctrain-access-'))
  const project = createProject({ m: model }, defaults)
  const evaluate = () =>
    project.runWith({ env: { ...process.env, CTRAIN_CACHE_DIR: cache } }, 'evaluate', '-m', 'm', '-f', 'json')
  return { evaluate, since: s3.requests.length }
}

function headersOf(name: string, since: number) {
  return new Set(
    aws()
      .s3.requests.slice(since)
      .map(({ headers }) => headers[name]),
  )
}

beforeEach(() => {
  aws().s3.onRequest = undefined
})

afterEach(() => {
  aws().s3.expiredTokens.clear()
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_EC2_METADATA_DISABLED']) {
    delete process.env[name]
    Object.assign(process.env, saved[name] === undefined ? {} : { [name]: saved[name] })
  }
  Object.assign(process.env, aws().env)
})

describe('anonymous: true', () => {
  it('reads a public bucket unsigned, where there are neither credentials nor region, and looks for none', async () => {
    const { evaluate, since } = await projectOn({ public: true }, {}, { anonymous: true })
    delete process.env.AWS_ACCESS_KEY_ID
    delete process.env.AWS_SECRET_ACCESS_KEY
    delete process.env.AWS_REGION
    // Where the SDK asked the instance's metadata, the run would wait for it.
    Object.assign(process.env, { AWS_EC2_METADATA_DISABLED: 'false', AWS_EC2_METADATA_SERVICE_ENDPOINT: aws().s3.url })
    const run = await evaluate()
    expect(onlyEvaluation(run)).toMatchObject({ verdict: 'healthy', error: null })
    expect(headersOf('authorization', since)).toEqual(new Set([undefined]))
    expect(
      aws()
        .s3.requests.slice(since)
        .every(({ bucket }) => bucket === 'lake'),
    ).toBe(true)
  })

  it('of a dataset leaves the production score signed', async () => {
    const { evaluate, since } = await projectOn({ public: true }, { anonymous: true })
    expect(onlyEvaluation(await evaluate()).verdict).toBe('healthy')
    const calls = aws().s3.requests.slice(since)
    expect(calls.filter(({ headers }) => headers['authorization'] !== undefined).map(({ key }) => key)).toEqual([
      'production/churn.json',
    ])
  })
})

it('requester_pays: true is said in every call; without it a bucket that demands it is denied, with the remedy', async () => {
  const denied = await (await projectOn({ requesterPays: true })).evaluate()
  expect(denied.code).toBe(3)
  expect(denied.err).toContain('hint: the callers of the bucket pay: set requester_pays: true')
  const { evaluate, since } = await projectOn({ requesterPays: true }, {}, { requester_pays: true })
  expect(onlyEvaluation(await evaluate()).verdict).toBe('healthy')
  expect(headersOf('x-amz-request-payer', since)).toEqual(new Set(['requester']))
})

it('expected_bucket_owner is said in every call; a bucket of another account is denied, with the account', async () => {
  const denied = await (await projectOn({ owner: '222222222222' }, {}, { expected_bucket_owner: OWNER })).evaluate()
  expect(denied.code).toBe(3)
  expect(denied.err).toContain(`hint: the bucket does not belong to account ${OWNER}: check expected_bucket_owner`)
  const { evaluate, since } = await projectOn({ owner: OWNER }, {}, { expected_bucket_owner: OWNER })
  expect(onlyEvaluation(await evaluate()).verdict).toBe('healthy')
  expect(headersOf('x-amz-expected-bucket-owner', since)).toEqual(new Set([OWNER]))
})

it('a bucket in another region is read there', async () => {
  const { evaluate } = await projectOn({ region: 'us-west-2' })
  expect(onlyEvaluation(await evaluate()).verdict).toBe('healthy')
})

it('a token that expires in the middle ends the run; with a new one the next run fetches only what is missing', async () => {
  const { s3 } = aws()
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'ASIAEXAMPLEEXAMPLE00', AWS_SESSION_TOKEN: 'first-session-token' })
  const { evaluate } = await projectOn({})
  const isData = ({ operation, key }: { operation: string | null; key: string }) =>
    operation === 'GetObject' && key.startsWith('churn/')
  let answered = 0
  s3.onRequest = (request) => {
    if (isData(request) && ++answered > 3) s3.expiredTokens.add('first-session-token')
    return undefined
  }
  const stopped = await evaluate()
  expect(stopped.code).toBe(3)
  expect(stopped.err).toMatch(
    /error: the credentials have expired: s3:GetObject on s3:\/\/lake\/churn\/dt=[\d-]+\/part-00000\.parquet: ExpiredToken: The provided token has expired\. \(HTTP 400, request \w+\)\nhint: refresh the credentials and run again; what has been fetched stays in the cache/,
  )
  s3.onRequest = undefined
  process.env.AWS_SESSION_TOKEN = 'second-session-token'
  const since = s3.requests.length
  expect(onlyEvaluation(await evaluate()).verdict).toBe('healthy')
  expect(s3.requests.slice(since).filter(isData).length).toBeLessThan(7)
})
