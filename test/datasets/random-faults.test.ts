import { mkdtempSync, readFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import pMap from 'p-map'
import { beforeAll, expect, it } from 'vitest'
import type { DataSource } from '../../src/core/data-source.js'
import { isKnownError } from '../../src/core/errors.js'
import { type Part, pullParts } from '../../src/datasets/pull.js'
import { s3Source } from '../../src/datasets/s3.js'
import { useAws } from '../support/aws-env.js'
import { copyToParquet } from '../support/duckdb-parquet.js'
import { type Fault, INTERNAL_ERROR, type S3Request, SLOW_DOWN } from '../support/s3-server.js'
import { createTestIo } from '../support/test-io.js'

const RUNS = 500
const FILES = 3
const aws = useAws()
const NEEDS = { columns: ['id', 'label', 'score'], time: null }
let body = Buffer.alloc(0)
const needed: readonly { readonly start: number; readonly end: number }[] = []

beforeAll(async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'ctrain-faults-'))
  const others = Array.from({ length: 30 }, (_, index) => `hash(range, ${index})::DOUBLE AS other_${index}`)
  const columns = [
    'range AS id',
    ...others.slice(0, 15),
    'hash(range, 0)::DOUBLE AS score',
    ...others.slice(15),
    'range % 2 AS label',
  ]
  await copyToParquet(`${folder}/x.parquet`, `SELECT ${columns.join(', ')} FROM range(25000)`)
  body = readFileSync(`${folder}/x.parquet`)
  expect(body.length).toBeGreaterThan(4 * 2 ** 20)
})

it(`${RUNS} pulls under random faults end with the exact bytes or a clear error, and most of them get through`, async () => {
  const { s3 } = aws()
  const outcomes = await pMap(
    Array.from({ length: RUNS }, (_, seed) => seed),
    async (seed) => await pullUnderFaults(seed),
    { concurrency: 24, stopOnError: true },
  )
  s3.onRequest = undefined
  const failed = outcomes.filter((outcome) => outcome !== 'exact')
  // A fault upon a fault can end a pull, never silently change it.
  expect(failed.length).toBeLessThan(RUNS / 10)
}, 600_000)

/** One pull from a bucket of its own, whose requests fail as the seed has it. */
async function pullUnderFaults(seed: number): Promise<'exact' | 'error'> {
  const { s3 } = aws()
  const bucket = `run-${seed}`
  const random = randomOf(seed)
  for (let index = 0; index < FILES; index++) s3.put(bucket, `part-${index}.parquet`, body)
  faults.set(bucket, (request) => (random() < 0.25 ? randomFault(request, random) : undefined))
  s3.onRequest = (request) => faults.get(request.bucket)?.(request)
  const source = await s3Source({ region: undefined }, createTestIo([]))
  try {
    const pulled = await pullParts(
      [partOf(bucket, source)],
      async () => source,
      { concurrency: 4, maxBytes: null },
      QUIET,
      () => {},
    )
    const [first] = pulled
    for (const { path: file, uri } of first?.files ?? []) {
      const content = readFileSync(file)
      expect(content.length, uri).toBe(body.length)
      for (const { start, end } of needed) expect(content.subarray(start, end).equals(body.subarray(start, end)), uri).toBe(true)
    }
    expect(first?.files).toHaveLength(FILES)
    return 'exact'
  } catch (error) {
    if (!isKnownError(error)) throw error
    expect(error.message).toMatch(/s3:\/\/run-\d+\//)
    return 'error'
  } finally {
    await source.close()
    faults.delete(bucket)
    for (const key of s3.keys(bucket)) s3.delete(bucket, key)
  }
}

const faults = new Map<string, (request: S3Request) => Fault | undefined>()
const QUIET = { warn() {}, info() {} }

function partOf(bucket: string, source: DataSource): Part {
  return {
    async resolve() {
      return { files: await source.list(`s3://${bucket}/`, null), dates: [], missingDates: [] }
    },
    needs: () => NEEDS,
  }
}

function randomFault(request: S3Request, random: () => number): Fault {
  const at = Math.floor(random() * 30_000)
  const common: Fault[] = [
    INTERNAL_ERROR,
    { kind: 'reset' },
    { kind: 'lostResponse' },
    { kind: 'delay', ms: at / 1000 },
    { kind: 'html' },
  ]
  if (request.operation !== 'GetObject') return pick(common, random)
  return pick<Fault>(
    [
      ...common,
      SLOW_DOWN,
      { kind: 'resetBody', after: at },
      { kind: 'shortBody', bytes: 1 + at },
      { kind: 'wrongLength', by: -1 - Math.floor(at / 10) },
      { kind: 'wrongRange', by: 1 + (at % 1000) },
      // The same bytes anew: another ETag is not needed for a writer to have been there.
      { kind: 'then', run: () => void aws().s3.put(request.bucket, request.key, body) },
      { kind: 'then', run: () => void aws().s3.delete(request.bucket, 'part-none') },
    ],
    random,
  )
}

function pick<T>(values: readonly T[], random: () => number): T {
  const value = values[Math.floor(random() * values.length)]
  if (value === undefined) throw new Error('nothing to pick from')
  return value
}

/** mulberry32: the same faults each time. */
function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
