// A pull of 6 of 200 columns against a whole download, from a local S3 that takes 30 ms to answer each request:
// `npm run bench -- --only pull [--rounds 3] [--quick]`. Whole processes, in turn; medians.
import { spawn } from 'node:child_process'
import { closeSync, mkdirSync, mkdtempSync, openSync, readSync, rmSync, statSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import { startS3 } from '../../test/support/s3-server.js'
import { writeWide } from './data.js'

const LATENCY_MS = 30
const args = process.argv.slice(2)
const isQuick = args.includes('--quick')
const ROUNDS = args.includes('--rounds') ? Number(args[args.indexOf('--rounds') + 1]) : 3
const FILES = isQuick ? 100 : 1000
const BIG_ROWS = isQuick ? 125_000 : 1_250_000

const folder = mkdtempSync(path.join(os.tmpdir(), 'ctrain-bench-pull-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
const s3 = await startS3({ latency: LATENCY_MS })
const datasets = [await manySmall(), await oneBig()]

console.log(`${os.cpus().length} cores, each answer after ${LATENCY_MS} ms, ${ROUNDS} rounds`)
for (const { name, prefix, bytes } of datasets) {
  console.log(`\n${name}, ${megabytes(bytes)} MB, 6 of 200 columns needed`)
  console.log(
    `${''.padEnd(30)} ${'s (min, median, max)'.padEnd(24)} ${'MB sent'.padStart(9)} ${'requests'.padStart(9)} ${'peak MB'.padStart(8)}`,
  )
  const rounds: Record<string, Measured[]> = {}
  for (let round = 0; round < ROUNDS; round++) {
    const cache = path.join(folder, `cache-${round}`)
    const copy = path.join(folder, `copy-${round}`)
    const config = writeConfig(`s3://lake/${prefix}*.parquet`)
    const pull = ['bin/ctrain.js', 'pull', '-q', '--model', 'm', '--config', config]
    const cases: Record<string, () => Promise<Measured>> = {
      'whole objects, 10 at once': () => measure(['bench/pull/whole_objects.mjs', `s3://lake/${prefix}`, copy]),
      'ctrain pull': () => measure(pull, cache),
      'ctrain pull, again': () => measure(pull, cache),
      'ctrain pull --concurrency 64': () => measure([...pull, '--concurrency', '64'], `${cache}-64`),
    }
    for (const [name, run] of Object.entries(cases)) rounds[name] = [...(rounds[name] ?? []), await run()]
    for (const each of [cache, copy, `${cache}-64`]) rmSync(each, { recursive: true, force: true })
  }
  for (const [name, runs] of Object.entries(rounds)) print(name, runs)
  const seconds = (name: string) => median((rounds[name] ?? []).map((run) => run.seconds))
  console.log(`whole objects ÷ ctrain pull = ${(seconds('whole objects, 10 at once') / seconds('ctrain pull')).toFixed(1)}`)
}
await s3.close()

interface Dataset {
  readonly name: string
  readonly prefix: string
  readonly bytes: number
}

async function manySmall(): Promise<Dataset> {
  const file = path.join(folder, 'small.parquet')
  await writeWide(file, 620)
  const { size } = statSync(file)
  putFile('small/', file, FILES)
  return { name: `${FILES} files of ${megabytes(size)} MB`, prefix: 'small/', bytes: size * FILES }
}

async function oneBig(): Promise<Dataset> {
  const file = path.join(folder, 'big.parquet')
  await writeWide(file, BIG_ROWS)
  putFile('big/', file, 1)
  return { name: 'one file', prefix: 'big/', bytes: statSync(file).size }
}

/** Objects whose bytes stay on disk. */
function putFile(prefix: string, file: string, count: number): void {
  const handle = openSync(file, 'r')
  process.on('exit', () => closeSync(handle))
  const read = (start: number, end: number) => {
    const bytes = Buffer.allocUnsafe(end - start)
    readSync(handle, bytes, 0, bytes.length, start)
    return bytes
  }
  for (let index = 0; index < count; index++) {
    s3.putVirtual('lake', `${prefix}part-${String(index).padStart(5, '0')}.parquet`, { bytes: statSync(file).size, read })
  }
}

function writeConfig(source: string): string {
  const file = path.join(folder, 'ctrain.json')
  const columns = { label: 'churned', prediction: 'churn_score', weight: 'row_weight', id: 'customer_id' }
  const slices = [
    { name: 'new', where: 'tenure_months < 6', weight: 0.5 },
    { name: 'large', where: 'revenue > 0.5', weight: 0.5 },
  ]
  mkdirSync(folder, { recursive: true })
  writeFileSync(file, JSON.stringify({ version: 1, models: { m: { dataset: { source, columns }, metric: 'roc_auc', slices } } }))
  return file
}

interface Measured {
  readonly seconds: number
  readonly bytes: number
  readonly requests: number
  readonly peak: number
}

/** Runs node once; its own high-water mark comes from a preload that prints it on file descriptor 3. */
async function measure(argv: readonly string[], cache = ''): Promise<Measured> {
  const before = s3.requests.length
  const started = performance.now()
  const child = spawn(process.execPath, ['--import', new URL('../peak-memory.mjs', import.meta.url).href, ...argv], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
    env: {
      ...process.env,
      CTRAIN_CACHE_DIR: cache,
      AWS_ENDPOINT_URL_S3: s3.url,
      AWS_ACCESS_KEY_ID: 'bench',
      AWS_SECRET_ACCESS_KEY: 'bench',
      AWS_REGION: 'eu-west-1',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    },
  })
  let peak = ''
  child.stdio[3]?.on('data', (text) => {
    peak += text
  })
  const code = await new Promise((resolve) => child.on('close', resolve))
  if (code !== 0) throw new Error(`${argv.join(' ')} ended with ${code}`)
  const made = s3.requests.slice(before)
  const bytes = made.reduce((total, { operation, bytesSent }) => total + (operation === 'GetObject' ? bytesSent : 0), 0)
  return { seconds: (performance.now() - started) / 1000, bytes, requests: made.length, peak: Number(peak) / 1000 }
}

function print(name: string, runs: readonly Measured[]): void {
  const seconds = runs.map((run) => run.seconds).sort((a, b) => a - b)
  const times = [seconds[0] ?? 0, median(seconds), seconds.at(-1) ?? 0].map((value) => value.toFixed(1)).join(', ')
  const [sent, requests, peak] = [runs.map((run) => run.bytes), runs.map((run) => run.requests), runs.map((run) => run.peak)].map(
    median,
  )
  console.log(
    `${name.padEnd(30)} ${times.padEnd(24)} ${megabytes(sent ?? 0).padStart(9)} ${String(requests).padStart(9)} ${(peak ?? 0).toFixed(0).padStart(8)}`,
  )
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1)
}
