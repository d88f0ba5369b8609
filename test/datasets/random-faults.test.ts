import { mkdtempSync, readFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import pMap from 'p-map'
import { beforeAll, expect, it } from 'vitest'
import type { DataSource } from '../../src/core/data-source.js'
import { isKnownError } from '../../src/core/errors.js'
import { SILENT } from '../../src/core/progress.js'
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
/** What a writer puts in place of each other. */
const versions: Version[] = []

interface Version {
  readonly body: Buffer
  /** Where the needed columns lie, as DuckDB has it. */
  readonly chunks: readonly (readonly [start: number, end: number])[]
}

beforeAll(async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'ctrain-faults-'))
  for (const seed of [1, 2]) {
    const others = Array.from({ length: 30 }, (_, index) => `hash(range, ${index}, ${seed})::DOUBLE AS other_${index}`)
    const score = `hash(range, ${seed})::DOUBLE AS score`
    const columns = ['range AS id', ...others.slice(0, 15), score, ...others.slice(15), 'range % 2 AS label']
    const file = `${folder}/${seed}.parquet`
    await copyToParquet(file, `SELECT ${columns.join(', ')} FROM range(${24_000 + seed})`)
    versions.push({ body: readFileSync(file), chunks: await chunksOf(file) })
  }
  expect(versions.map(({ body }) => body.length > 4 * 2 ** 20)).toEqual([true, true])
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
  for (let index = 0; index < FILES; index++) s3.put(bucket, `part-${index}.parquet`, pick(versions, random).body)
  faults.set(bucket, (request) => (random() < 0.1 ? randomFault(request, random) : undefined))
  s3.onRequest = (request) => faults.get(request.bucket)?.(request)
  const source = await s3Source({ region: undefined }, createTestIo([]))
  try {
    const pulled = await pullParts(
      [partOf(bucket, source)],
      async () => source,
      { concurrency: 4, maxBytes: null },
      { log: QUIET, progress: SILENT },
    )
    const [first] = pulled
    for (const { path: file, uri } of first?.files ?? []) {
      const content = readFileSync(file)
      const whole = versions.filter(({ body, chunks }) =>
        chunks.every(([start, end]) => content.subarray(start, end).equals(body.subarray(start, end))),
      )
      expect(whole, `${uri} of run ${seed} is of one version`).toHaveLength(1)
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
      return { files: await source.list(`s3://${bucket}/`, null), partitionColumns: [], dates: [], missingDates: [] }
    },
    needs: () => NEEDS,
  }
}

async function chunksOf(file: string): Promise<[number, number][]> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const rows = await connection.runAndReadAll(`
    SELECT coalesce(nullif(dictionary_page_offset, 0), data_page_offset)::INTEGER, total_compressed_size::INTEGER
    FROM parquet_metadata('${file}') WHERE path_in_schema IN ('id', 'label', 'score')`)
  connection.closeSync()
  instance.closeSync()
  return rows.getRows().map(([start, size]) => [Number(start), Number(start) + Number(size)])
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
      { kind: 'then', run: () => void aws().s3.put(request.bucket, request.key, pick(versions, random).body) },
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
