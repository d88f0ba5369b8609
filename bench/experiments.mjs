// What was tried for the scan and the sort, side by side: `node bench/experiments.mjs [ROWS]`. See docs/adr/0007-speed.md.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { performance } from 'node:perf_hooks'
import { DuckDBInstance } from '@duckdb/node-api'
import duckdb from '@duckdb/node-bindings'

const ROWS = Number(process.argv[2] ?? 3_000_000)
const RUNS = 5
const folder = mkdtempSync(path.join(tmpdir(), 'ctrain-experiments-'))
const file = path.join(folder, 'rows.parquet')
const connection = await (await DuckDBInstance.create(':memory:')).connect()

const REGIONS = ['APAC', 'EU', 'LATAM', 'MEA', 'UK', 'US']
const PLANS = ['basic', 'enterprise', 'free', 'pro']
const list = (values) => `[${values.map((value) => (typeof value === 'string' ? `'${value}'` : value)).join(', ')}]`
const code = (column, values) => `${list(values.map((_, index) => index))}[list_position(${list(values)}, ${column})]`
const months = Array.from({ length: 120 }, (_, month) => month)
const PREDICATES = [
  ...REGIONS.map((region) => `region = '${region}'`),
  ...PLANS.map((plan) => `plan = '${plan}'`),
  ...[3, 6, 12, 24, 36, 48, 60, 72, 84, 96].map((month) => `tenure < ${month}`),
]
const bits = (predicates) => predicates.map((predicate, bit) => `CASE WHEN ${predicate} THEN ${2 ** bit} ELSE 0 END`).join(' + ')
const DECISION = 'label, score >= 0.5 AS decision'
const PARQUET = `read_parquet('${file}')`

try {
  await connection.run(`COPY (SELECT (hash(i, 1) % 10 < 3)::TINYINT AS label, hash(i, 2) / 18446744073709551616.0 AS score,
    ${list(REGIONS)}[1 + (hash(i, 3) % 6)::INT] AS region, ${list(PLANS)}[1 + (hash(i, 4) % 4)::INT] AS plan,
    (hash(i, 5) % 120)::INT AS tenure FROM range(${ROWS}) t(i)) TO '${file}'`)
  console.log(`${ROWS.toLocaleString('en-US')} rows, ${PREDICATES.length} slices; medians of ${RUNS}, ms`)
  await time('limit: reading the columns', () =>
    run(`SELECT sum(label), sum(score), sum(length(region)), sum(length(plan)), sum(tenure) FROM ${PARQUET}`),
  )
  await time('every predicate on every row', () =>
    run(`SELECT ${bits(PREDICATES)} AS mask, ${DECISION}, count(*) FROM ${PARQUET} GROUP BY ALL`),
  )
  await time('values looked up per row, grouped by their codes', () =>
    run(`SELECT ${code('region', REGIONS)} + 8 * ${code('plan', PLANS)} + 32 * ${code('tenure', months)} AS code, ${DECISION}, count(*)
      FROM ${PARQUET} GROUP BY ALL`),
  )
  await time('grouped by the columns, predicates on the groups', () =>
    run(`SELECT ${bits(PREDICATES)} AS mask, label, decision, sum(rows) FROM
      (SELECT region, plan, tenure, ${DECISION}, count(*) AS rows FROM ${PARQUET} GROUP BY ALL) GROUP BY ALL`),
  )
  await time('the same with 64 buckets', () =>
    run(`SELECT ${bits(PREDICATES)} AS mask, bucket, label, decision, sum(rows) FROM
      (SELECT region, plan, tenure, hash(score) % 64 AS bucket, ${DECISION}, count(*) AS rows FROM ${PARQUET} GROUP BY ALL) GROUP BY ALL`),
  )
  await time('sorted by DuckDB, streamed to JavaScript', () =>
    stream(`SELECT score, label::INTEGER FROM ${PARQUET} ORDER BY score DESC`),
  )
  await time('streamed unsorted, radix sort in JavaScript', async () =>
    radixSort(await stream(`SELECT score, label::INTEGER FROM ${PARQUET}`)),
  )
} finally {
  connection.closeSync()
  rmSync(folder, { recursive: true, force: true })
}

async function run(sql) {
  return await connection.runAndReadAll(sql)
}

async function time(name, work) {
  const times = []
  for (let index = 0; index <= RUNS; index++) {
    const started = performance.now()
    await work()
    if (index > 0) times.push(performance.now() - started)
  }
  times.sort((a, b) => a - b)
  console.log(`${name.padEnd(52)} ${times[Math.floor(RUNS / 2)].toFixed(0).padStart(6)}`)
}

async function stream(sql) {
  const result = await connection.stream(sql)
  const [keys, labels] = [new Float64Array(ROWS), new Int32Array(ROWS)]
  let rows = 0
  for (let next = result.fetchChunk(); ; ) {
    const chunk = await next
    if (chunk === null || chunk.rowCount === 0) return { keys, labels }
    next = result.fetchChunk()
    const data = (column, width) =>
      duckdb.vector_get_data(duckdb.data_chunk_get_vector(chunk.chunk, column), chunk.rowCount * width)
    const [score, label] = [data(0, 8), data(1, 4)]
    keys.set(new Float64Array(score.buffer, score.byteOffset, chunk.rowCount), rows)
    labels.set(new Int32Array(label.buffer, label.byteOffset, chunk.rowCount), rows)
    rows += chunk.rowCount
  }
}

/** By the high 32 bits of positive doubles, least digits first; rows that agree in them are repaired by insertion. */
function radixSort({ keys, labels }) {
  const words = new Uint32Array(keys.buffer)
  let [order, next] = [Uint32Array.from(keys, (_, row) => row), new Uint32Array(keys.length)]
  for (const shift of [0, 11, 22]) {
    const digit = (row) => (words[2 * row + 1] >>> shift) & 2047
    const starts = new Uint32Array(2049)
    for (let row = 0; row < keys.length; row++) starts[2048 - digit(row)]++
    for (let place = 1; place < 2049; place++) starts[place] += starts[place - 1]
    for (let index = 0; index < keys.length; index++) next[starts[2047 - digit(order[index])]++] = order[index]
    ;[order, next] = [next, order]
  }
  const sorted = { keys: new Float64Array(keys.length), labels: new Int32Array(keys.length) }
  for (let index = 0; index < keys.length; index++) {
    const [key, label] = [keys[order[index]], labels[order[index]]]
    let place = index
    for (; place > 0 && sorted.keys[place - 1] < key; place--) {
      sorted.keys[place] = sorted.keys[place - 1]
      sorted.labels[place] = sorted.labels[place - 1]
    }
    sorted.keys[place] = key
    sorted.labels[place] = label
  }
  return sorted
}
