import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { useAws } from '../support/aws-env.js'
import { copyTo, copyToParquet } from '../support/duckdb-parquet.js'
import { createProject, onlyEvaluation, type Project } from '../support/project.js'

const aws = useAws()
const SMALL_TAIL = 64 * 1024

/** 194 columns that nobody needs between and behind the 6 that the model reads. */
const WIDE = `SELECT ${Array.from({ length: 97 }, (_, index) => `hash(range, ${index})::DOUBLE AS a${index}`).join(', ')},
  range AS customer_id, (hash(range, 'y') % 2)::INTEGER AS churned, (hash(range, 'p') % 1000) / 1000 AS churn_score,
  1 + range % 3 AS row_weight, range % 24 AS tenure_months, ['EU', 'US'][(range % 2) + 1] AS region,
  ${Array.from({ length: 97 }, (_, index) => `hash(range, ${index}, 'b')::DOUBLE AS b${index}`).join(', ')} FROM range(6000)`

const SMALL = `SELECT 1 AS churned, 0.5 AS churn_score, range AS customer_id, 1 AS row_weight, 1 AS tenure_months, 'EU' AS region FROM range(9)`

function wideModel(source: string): Record<string, unknown> {
  return {
    dataset: {
      source,
      columns: { label: 'churned', prediction: 'churn_score', weight: 'row_weight', id: 'customer_id' },
    },
    metric: 'roc_auc',
    slices: [
      { name: 'new', where: 'tenure_months < 6', weight: 0.5 },
      { name: 'eu', where: "region = 'EU'", weight: 0.5 },
    ],
    production: { score: 0.5 },
    drift: { max_drop: '50%' },
  }
}

let folder = ''
let body = Buffer.alloc(0)

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'ctrain-wide-'))
  await copyToParquet(`${folder}/wide.parquet`, WIDE)
  body = readFileSync(`${folder}/wide.parquet`)
  for (const day of ['01', '02', '03']) aws().s3.put('lake', `wide/dt=2026-11-${day}/part.parquet`, body)
})

beforeEach(() => {
  aws().s3.onRequest = undefined
})

/** What the server sent during some work, and how often it was asked. */
async function counted<T>(work: () => Promise<T>) {
  const { requests } = aws().s3
  const before = requests.length
  const result = await work()
  const made = requests.slice(before)
  const gets = made.filter(({ operation }) => operation === 'GetObject')
  return { result, gets, lists: made.length - gets.length, bytes: gets.reduce((total, { bytesSent }) => total + bytesSent, 0) }
}

function caching(project: Project) {
  return { env: { ...process.env, CTRAIN_CACHE_DIR: `${project.folder}/cache` } }
}

describe('a pull of 6 of 200 columns', () => {
  it('fetches at most 6 % of the bytes, one request per footer, and nothing twice; the numbers are those of whole files', async () => {
    const project = createProject({ m: wideModel('s3://lake/wide/*/*.parquet') })
    const first = await counted(() => project.runWith(caching(project), 'evaluate', '-m', 'm', '-f', 'json'))
    expect(body.length).toBeGreaterThan(4 * 2 ** 20)
    expect(first.bytes).toBeLessThanOrEqual(0.06 * 3 * body.length)
    expect(
      first.gets.filter(({ headers }) => headers['range'] === `bytes=${body.length - SMALL_TAIL}-${body.length - 1}`),
    ).toHaveLength(3)
    expect(overlaps(first.gets)).toEqual([])
    const evaluation = onlyEvaluation(first.result)
    expect(evaluation.dataset?.bytesFetched).toBe(first.bytes)

    const whole = createProject({ m: wideModel(`${folder}/*.parquet`) })
    const local = onlyEvaluation(await whole.run('evaluate', '-m', 'm', '-f', 'json'))
    expect(evaluation.slices.map(({ value }) => value)).toEqual(local.slices.map(({ value }) => value))
  })

  it('a second one sends a listing only', async () => {
    const project = createProject({ m: wideModel('s3://lake/wide/*/*.parquet') })
    const first = await project.runWith(caching(project), 'evaluate', '-m', 'm', '-f', 'json')
    const second = await counted(() => project.runWith(caching(project), 'evaluate', '-m', 'm', '-f', 'json'))
    expect(second.gets).toEqual([])
    expect(second.lists).toBe(1)
    expect(onlyEvaluation(second.result).score).toBe(onlyEvaluation(first).score)
    expect(onlyEvaluation(second.result).dataset?.bytesFetched).toBe(0)
  })

  it('fetches of a further column no more than that', async () => {
    const project = createProject({
      m: wideModel('s3://lake/wide/*/*.parquet'),
      n: { ...wideModel('s3://lake/wide/*/*.parquet'), slices: [{ name: 'a', where: 'b50 > 0.5', weight: 1 }] },
    })
    await project.runWith(caching(project), 'evaluate', '-m', 'm', '-f', 'json')
    const further = await counted(() => project.runWith(caching(project), 'evaluate', '-m', 'n', '-f', 'json'))
    expect(onlyEvaluation(further.result).score).not.toBeNull()
    expect(further.bytes).toBeGreaterThan(0)
    expect(further.bytes).toBeLessThan(0.01 * 3 * body.length)
    expect(further.gets).toHaveLength(3)
  })

  it('of columns between those that are here, no byte that is here comes again', async () => {
    const needing = (names: readonly string[]) => ({
      ...wideModel('s3://lake/wide/dt=2026-11-01/*.parquet'),
      slices: [{ name: 'a', where: names.map((name) => `${name} > 0`).join(' and '), weight: 1 }],
    })
    const project = createProject({
      m: needing(['b50', 'b52', 'b54', 'b56', 'b58']),
      n: needing(['b49', 'b51', 'b53', 'b55', 'b57']),
    })
    const { gets } = await counted(async () => {
      await project.runWith(caching(project), 'pull', '-m', 'm')
      await project.runWith(caching(project), 'pull', '-m', 'n')
    })
    expect(gets.length).toBeGreaterThan(2)
    expect(overlaps(gets)).toEqual([])
  })

  it('--plan tells what a pull would fetch, and the pull fetches that', async () => {
    const project = createProject({ m: wideModel('s3://lake/wide/*/*.parquet') })
    const planned = await counted(() => project.runWith(caching(project), 'pull', '-m', 'm', '--plan', '-f', 'json'))
    const [plan] = JSON.parse(planned.result.out).plans
    expect(plan).toMatchObject({ model: 'm', rowGroups: { read: 3, all: 3 }, bytes: 3 * body.length, error: null })
    expect(plan.share).toBeLessThan(0.06)
    expect(planned.bytes).toBe(3 * SMALL_TAIL)
    const pulled = await counted(() => project.runWith(caching(project), 'pull', '-m', 'm', '-f', 'json'))
    expect(pulled.bytes).toBe(plan.bytesToFetch)
    expect(JSON.parse(pulled.result.out).pulls[0]).toMatchObject({ rows: 18_000, bytesFetched: plan.bytesToFetch })
    const again = await project.runWith(caching(project), 'pull', '-m', 'm', '--plan')
    expect(again.out).toContain('to fetch   0 B, 0.0 % of the dataset')
  })

  it('--no-cache takes nothing from the cache, fetches nothing twice and leaves nothing', async () => {
    const project = createProject({ m: wideModel('s3://lake/wide/*/*.parquet') })
    const { result } = await counted(() => project.runWith(caching(project), 'evaluate', '-m', 'm', '-f', 'json'))
    const kept = readdirSync(`${project.folder}/cache`, { recursive: true })
    const anew = await counted(() => project.runWith(caching(project), 'evaluate', '-m', 'm', '-f', 'json', '--no-cache'))
    expect(onlyEvaluation(anew.result).score).toBe(onlyEvaluation(result).score)
    expect(anew.bytes).toBeLessThanOrEqual(0.06 * 3 * body.length)
    expect(anew.bytes).toBeGreaterThan(0)
    expect(overlaps(anew.gets)).toEqual([])
    expect(readdirSync(`${project.folder}/cache`, { recursive: true })).toEqual(kept)
    const pulled = await project.runWith(caching(project), 'pull', '-m', 'm', '-f', 'json', '--no-cache')
    expect(JSON.parse(pulled.out).pulls[0]).toMatchObject({ place: 'not kept', files: Array(3).fill({ path: null }) })
  })

  it('--all-columns fetches whole files', async () => {
    const project = createProject({ m: wideModel('s3://lake/wide/*/*.parquet') })
    const { bytes } = await counted(() => project.runWith(caching(project), 'pull', '-m', 'm', '--all-columns'))
    expect(bytes).toBe(3 * body.length)
  })

  it('max_bytes stops it before the first byte of data', async () => {
    const model = wideModel('s3://lake/wide/*/*.parquet')
    const project = createProject({ m: { ...model, dataset: { ...Object(model['dataset']), max_bytes: '10kB' } } })
    const { result, bytes } = await counted(() => project.runWith(caching(project), 'evaluate', '-m', 'm'))
    expect(result.code).toBe(2)
    expect(result.err).toMatch(/the pull would fetch .* more than max_bytes/)
    expect(bytes).toBe(3 * SMALL_TAIL)
  })
})

it('a footer of more than 64 KiB takes two requests', async () => {
  await copyTo(`${folder}/long-footer.parquet`, WIDE.replace('range(6000)', 'range(10000)'), 'parquet, ROW_GROUP_SIZE 2048')
  const file = readFileSync(`${folder}/long-footer.parquet`)
  const footer = file.readUInt32LE(file.length - 8) + 8
  expect(footer).toBeGreaterThan(SMALL_TAIL)
  aws().s3.put('lake', 'long/x.parquet', file)
  const project = createProject({ m: wideModel('s3://lake/long/*.parquet') })
  const { gets, bytes, result } = await counted(() =>
    project.runWith(caching(project), 'pull', '-m', 'm', '--plan', '-f', 'json'),
  )
  expect(JSON.parse(result.out).plans[0].rowGroups).toEqual({ read: 5, all: 5 })
  expect(gets).toHaveLength(2)
  expect(bytes).toBe(footer)
})

it('row groups outside the window are neither fetched nor read', async () => {
  const others = Array.from({ length: 20 }, (_, index) => `hash(range, ${index})::DOUBLE AS a${index}`).join(', ')
  const rows = `SELECT ${others}, range AS customer_id, (hash(range, 'y') % 2)::INTEGER AS churned,
    (hash(range, 'p') % 1000) / 1000 AS churn_score, 1 AS row_weight, range % 24 AS tenure_months, 'EU' AS region,
    TIMESTAMP '2026-11-01' + INTERVAL (range * 10) SECOND AS at FROM range(80000)`
  await copyTo(`${folder}/times/x.parquet`, rows, 'parquet, ROW_GROUP_SIZE 8192')
  aws().s3.put('lake', 'times/x.parquet', readFileSync(`${folder}/times/x.parquet`))
  const model = (source: string) => {
    const { dataset, ...rest } = wideModel(source)
    const { columns } = Object(dataset)
    return { ...rest, dataset: { source, window: '2d', columns: { ...columns, timestamp: 'at' } } }
  }
  const bad = { ...model('s3://lake/times/*.parquet'), metric: 'brier_score', also: [] }
  const project = createProject({
    s3: model('s3://lake/times/*.parquet'),
    local: model(`${folder}/times/*.parquet`),
    bad: { ...bad, dataset: { ...bad.dataset, columns: { ...bad.dataset.columns, prediction: 'customer_id' } } },
  })
  const asked = ['-f', 'json', '--date', '2026-11-05'] as const
  const planned = await project.runWith(caching(project), 'pull', '-m', 's3', '--plan', ...asked)
  const { rowGroups, files } = JSON.parse(planned.out).plans[0]
  expect([rowGroups, files[0].how]).toEqual([{ read: 4, all: 10 }, 'columns'])
  const remote = onlyEvaluation(await project.runWith(caching(project), 'evaluate', '-m', 's3', ...asked))
  const local = onlyEvaluation(await project.runWith(caching(project), 'evaluate', '-m', 'local', ...asked))
  expect(remote.dataset).toMatchObject({ rows: 2 * 8640, from: '2026-11-04', to: '2026-11-05' })
  expect([remote.score, remote.slices]).toEqual([local.score, local.slices])
  // Rows in front are not there: a number would name another one.
  const { error } = onlyEvaluation(await project.runWith(caching(project), 'evaluate', '-m', 'bad', ...asked))
  expect(error?.message).toContain('e.g. a row of s3://lake/times/x.parquet: customer_id = ')
})

it('a small file comes whole, in one request', async () => {
  const { s3 } = aws()
  await copyToParquet(`${folder}/small.parquet`, SMALL)
  s3.put('lake', 'small/x.parquet', readFileSync(`${folder}/small.parquet`))
  const project = createProject({ m: wideModel('s3://lake/small/*.parquet') })
  const { gets } = await counted(() => project.runWith(caching(project), 'pull', '-m', 'm'))
  expect(gets).toHaveLength(1)
})

it('a file of which most is needed comes whole', async () => {
  await copyToParquet(
    `${folder}/narrow.parquet`,
    `SELECT (range % 2)::INTEGER AS churned, hash(range, 1)::DOUBLE AS churn_score, hash(range, 2)::DOUBLE AS customer_id, 1 AS row_weight,
      range % 24 AS tenure_months, 'EU' AS region, hash(range, 3)::DOUBLE AS other FROM (SELECT range FROM range(300000))`,
  )
  const narrow = readFileSync(`${folder}/narrow.parquet`)
  aws().s3.put('lake', 'narrow/x.parquet', narrow)
  const project = createProject({ m: wideModel('s3://lake/narrow/*.parquet') })
  const { gets, bytes } = await counted(() => project.runWith(caching(project), 'pull', '-m', 'm'))
  expect(bytes).toBe(narrow.length)
  expect(overlaps(gets)).toEqual([])
})

/** Bytes of an object that were asked for twice. */
function overlaps(gets: readonly { readonly key: string; readonly headers: Readonly<Record<string, string>> }[]): string[] {
  const asked = gets.map(({ key, headers }) => {
    const [, start = '0', end = 'Infinity'] = /^bytes=(\d+)-(\d+)$/.exec(headers['range'] ?? '') ?? []
    return { key, start: Number(start), end: Number(end) }
  })
  return asked.flatMap((one, index) =>
    asked
      .slice(index + 1)
      .filter((other) => one.key === other.key && one.start <= other.end && other.start <= one.end)
      .map((other) => `${one.key}: ${one.start}-${one.end} and ${other.start}-${other.end}`),
  )
}
