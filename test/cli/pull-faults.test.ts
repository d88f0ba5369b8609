import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { useAws } from '../support/aws-env.js'
import { copyToParquet } from '../support/duckdb-parquet.js'
import { createProject, onlyEvaluation, type Project } from '../support/project.js'
import { type Fault, firstTimes, INTERNAL_ERROR, permanentRedirect, type S3Request, SLOW_DOWN } from '../support/s3-server.js'

const aws = useAws()
const folder = mkdtempSync(path.join(os.tmpdir(), 'ctrain-faults-'))

/** Of so many columns that a pull takes parts of the file, in more than one request. */
let large: Buffer = Buffer.alloc(0)
/** The same with other scores. */
let other: Buffer = Buffer.alloc(0)

const MODEL = {
  dataset: { source: 's3://lake/x/*.parquet', columns: { label: 'label', prediction: 'score', id: 'id' } },
  metric: 'roc_auc',
  slices: [{ name: 'all', weight: 1 }],
  production: { score: 0.5 },
  drift: { max_drop: '90%' },
}

beforeAll(async () => {
  large = await wide('large', 1)
  other = await wide('other', 2)
})

beforeEach(() => {
  const { s3 } = aws()
  s3.onRequest = undefined
  s3.denied.clear()
  for (const key of [...s3.keys('lake')]) s3.delete('lake', key)
  s3.put('lake', 'x/1.parquet', large)
  s3.put('lake', 'x/2.parquet', large)
})

async function wide(name: string, seed: number): Promise<Buffer> {
  const others = Array.from({ length: 40 }, (_, index) => `hash(range, ${index})::DOUBLE AS other_${index}`)
  const columns = [
    'range AS id',
    ...others.slice(0, 20),
    `hash(range, ${seed})::DOUBLE AS score`,
    ...others.slice(20),
    'range % 2 AS label',
  ]
  await copyToParquet(`${folder}/${name}.parquet`, `SELECT ${columns.join(', ')} FROM range(20000)`)
  const body = readFileSync(`${folder}/${name}.parquet`)
  expect(body.length).toBeGreaterThan(4 * 2 ** 20)
  return body
}

const isData = ({ operation, headers }: S3Request) => operation === 'GetObject' && headers['range'] !== tail()
const tail = () => `bytes=${large.length - 65_536}-${large.length - 1}`

async function evaluate(project: Project = createProject({ m: MODEL })) {
  const env = { ...process.env, CTRAIN_CACHE_DIR: `${project.folder}/cache`, CTRAIN_READ_TIMEOUT: '0.3' }
  const run = await project.runWith({ env }, 'evaluate', '-m', 'm', '-f', 'json')
  return { ...run, cache: `${project.folder}/cache`, project }
}

/** The score of the objects as they are, by a run without faults. */
async function undisturbed(): Promise<number | null> {
  const { onRequest } = aws().s3
  aws().s3.onRequest = undefined
  const run = await evaluate()
  aws().s3.onRequest = onRequest
  return onlyEvaluation(run).score
}

describe('a fault that passes', () => {
  it.each<[string, Fault]>([
    ['503 SlowDown', SLOW_DOWN],
    ['500 InternalError', INTERNAL_ERROR],
    ['a connection reset', { kind: 'reset' }],
    ['a lost answer', { kind: 'lostResponse' }],
    ['a stalled body', { kind: 'stall', after: 20_000 }],
    ['a body that breaks off', { kind: 'resetBody', after: 20_000 }],
    ['a truncated body', { kind: 'shortBody', bytes: 10 }],
    ['a length that is too short', { kind: 'wrongLength', by: -10 }],
    ['a length that is too long', { kind: 'wrongLength', by: 10 }],
    ['an answer of another range', { kind: 'wrongRange', by: 1000 }],
  ])('%s: the same score as without it', async (_, fault) => {
    const expected = await undisturbed()
    for (const times of [1, 2]) {
      aws().s3.onRequest = firstTimes(times, fault, isData)
      const run = await evaluate()
      expect(run.err).not.toContain('error')
      expect(onlyEvaluation(run).score).toBe(expected)
    }
  })

  it('a corrupted byte of a small object is found by its checksum, and the object comes again', async () => {
    const { s3 } = aws()
    for (const key of s3.keys('lake')) s3.delete('lake', key)
    await copyToParquet(
      `${folder}/small.parquet`,
      'SELECT range AS id, (range * 7 % 10) / 10 AS score, range % 2 AS label FROM range(1000)',
    )
    const small = readFileSync(`${folder}/small.parquet`)
    s3.put('lake', 'x/1.parquet', small)
    const expected = await undisturbed()
    for (const at of [10, 500, small.length - 1]) {
      s3.onRequest = firstTimes(1, { kind: 'corrupt', at }, ({ operation }) => operation === 'GetObject')
      const run = await evaluate()
      expect(onlyEvaluation(run).score).toBe(expected)
    }
  })

  it('an object that is overwritten between footer and data starts anew: all of it is of the new version', async () => {
    const { s3 } = aws()
    s3.onRequest = firstTimes(1, { kind: 'then', run: () => void s3.put('lake', 'x/2.parquet', other) }, isDataOf('x/2.parquet'))
    const run = await evaluate()
    expect(onlyEvaluation(run).score).toBe(await undisturbed())
  })

  it('an object that is deleted between footer and data is no longer part of the dataset', async () => {
    const { s3 } = aws()
    s3.onRequest = firstTimes(1, { kind: 'then', run: () => s3.delete('lake', 'x/2.parquet') }, isDataOf('x/2.parquet'))
    const run = await evaluate()
    expect(onlyEvaluation(run).dataset).toMatchObject({ files: 1, rows: 20_000 })
    expect(run.err).toContain('warning: s3://lake/x/2.parquet was deleted meanwhile')
  })

  it('the bucket is in another region than was said: the client follows', async () => {
    const { s3 } = aws()
    s3.addBucket('elsewhere', { region: 'eu-central-1' })
    s3.put('elsewhere', 'x/1.parquet', large)
    const dataset = { ...MODEL.dataset, source: 's3://elsewhere/x/*.parquet' }
    const run = await evaluate(createProject({ m: { ...MODEL, dataset } }))
    expect(onlyEvaluation(run).dataset).toMatchObject({ rows: 20_000 })
  })
})

describe('a fault that stays', () => {
  it.each<[string, Fault, RegExp, number]>([
    ['503 SlowDown', SLOW_DOWN, /SlowDown/, 3],
    ['a stalled body', { kind: 'stall', after: 20_000 }, /s3:GetObject on s3:\/\/lake\/x\/\d\.parquet/, 3],
    ['a body that breaks off', { kind: 'resetBody', after: 20_000 }, /broke off 3 times/, 3],
    ['a truncated body', { kind: 'shortBody', bytes: 10 }, /broke off 3 times/, 3],
    ['an answer of another range', { kind: 'wrongRange', by: 1000 }, /s3:GetObject on s3:\/\/lake\/x\/\d\.parquet/, 3],
    ['a redirect without end', permanentRedirect('eu-central-1'), /eu-central-1/, 2],
    ['an expired token in the middle', { kind: 'status', status: 400, code: 'ExpiredToken' }, /ExpiredToken/, 3],
  ])('%s: a clear error that names the object, no number, and no draft left', async (_, fault, message, code) => {
    aws().s3.onRequest = (request) => (isData(request) ? fault : undefined)
    const run = await evaluate()
    expect(run.code).toBe(code)
    expect(run.err).toMatch(/s3:\/\/lake\/x\/\d\.parquet/)
    expect(run.err).toMatch(message)
    expect(onlyEvaluation(run).score).toBeNull()
    expect(readdirSync(run.cache)).toEqual(['objects'])
  })

  it('what came before an expired token is kept: the next pull fetches the rest only', async () => {
    const { s3 } = aws()
    let requests = 0
    s3.onRequest = (request) =>
      isData(request) && ++requests > 2 ? { kind: 'status', status: 400, code: 'ExpiredToken' } : undefined
    const failed = await evaluate(createProject({ m: MODEL }))
    expect(failed.code).toBe(3)
    s3.onRequest = undefined
    const before = s3.requests.length
    const again = await evaluate(failed.project)
    const gets = s3.requests.slice(before).filter(({ operation }) => operation === 'GetObject')
    expect(onlyEvaluation(again).score).toBe(await undisturbed())
    // Two footers and six chunks at most, without those that came before.
    expect(gets.length).toBeLessThan(requests + 2)
    expect(gets.map(({ headers }) => headers['range'])).not.toContain(tail())
  })

  it('access denied on one of many objects names it', async () => {
    aws().s3.denied.add('s3://lake/x/2.parquet')
    const run = await evaluate()
    expect(run.code).toBe(3)
    expect(run.err).toContain('s3:GetObject on s3://lake/x/2.parquet')
    expect(run.err).not.toContain('x/1.parquet')
  })

  it('an object that is overwritten each time is an error after three tries', async () => {
    const { s3 } = aws()
    let version = 0
    s3.onRequest = (request) =>
      isDataOf('x/2.parquet')(request)
        ? { kind: 'then', run: () => void s3.put('lake', 'x/2.parquet', version++ % 2 === 0 ? other : large) }
        : undefined
    const run = await evaluate()
    expect(run.code).toBe(2)
    expect(run.err).toContain('s3://lake/x/2.parquet was overwritten or deleted after it was listed, 3 times')
  })

  it('Ctrl-C in a stalled body: exit 130 at once, and nothing half-written', async () => {
    aws().s3.onRequest = (request) => (isData(request) ? { kind: 'stall', after: 20_000 } : undefined)
    const project = createProject({ m: MODEL })
    const controller = new AbortController()
    setTimeout(() => controller.abort(), 1500)
    const env = { ...process.env, CTRAIN_CACHE_DIR: `${project.folder}/cache` }
    const run = await project.runWith({ env, signal: controller.signal }, 'evaluate', '-m', 'm')
    expect(run.code).toBe(130)
    expect(run.err).toContain('interrupted')
    expect(readdirSync(`${project.folder}/cache`)).toEqual(['objects'])
  })
})

it('a listing of 10,000 keys finds all of them', async () => {
  const { s3 } = aws()
  await copyToParquet(`${folder}/row.parquet`, 'SELECT 1 AS id, 0.5 AS score, 1 AS label')
  const row = readFileSync(`${folder}/row.parquet`)
  for (let index = 0; index < 10_000; index++)
    s3.put('many', `x/dt=2026-11-${String(1 + (index % 28)).padStart(2, '0')}/${index}.parquet`, row)
  const dataset = { ...MODEL.dataset, source: 's3://many/x/dt={date}/*.parquet', latest: 1 }
  const run = await evaluate(createProject({ m: { ...MODEL, metric: 'accuracy', dataset } }))
  expect(onlyEvaluation(run).dataset).toMatchObject({ files: 357, rows: 357, to: '2026-11-28' })
})

function isDataOf(key: string): (request: S3Request) => boolean {
  return (request) => isData(request) && request.key === key
}
