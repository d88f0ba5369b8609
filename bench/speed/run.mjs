// How fast slices are scored, beside what bounds it: `npm run bench -- --only speed [--rows N] [--rounds N] [--quick]`.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { SLICES, THOUSAND, writeConfig, writeRows } from './data.mjs'

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '10000000' },
    rounds: { type: 'string', default: '5' },
    quick: { type: 'boolean', default: false },
  },
})
const rows = Number(values.rows)
const rounds = Number(values.rounds)
const here = (name) => fileURLToPath(new URL(name, import.meta.url))
const folder = mkdtempSync(path.join(tmpdir(), 'ctrain-bench-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130))

const file = path.join(folder, 'rows.parquet')
console.log(`writing ${count(rows)} rows × 25 columns`)
await writeRows(file, rows)
const config = writeConfig(folder, {
  f1: { source: file, metric: 'f1', slices: SLICES },
  rmse: { source: file, metric: 'rmse', slices: SLICES, isNumber: true },
  roc_auc: { source: file, metric: 'roc_auc', slices: SLICES },
  'f1, 1,000 slices': { source: file, metric: 'f1', slices: THOUSAND },
  'roc_auc, 1,000 slices': { source: file, metric: 'roc_auc', slices: THOUSAND },
})

console.log(`\n${SLICES.length} overlapping slices with intervals; whole processes, medians of ${rounds}, side by side`)
const processes = medians({
  limit: () => run([here('queries.mjs'), 'limit', file]),
  f1: () => score('f1'),
  rmse: () => score('rmse'),
  roc_auc: () => score('roc_auc'),
  'f1, 1,000 slices': () => score('f1, 1,000 slices'),
  'roc_auc, 1,000 slices': () => score('roc_auc, 1,000 slices'),
  'roc_auc, a window query per slice': () => run([here('queries.mjs'), 'window', file]),
})
const TARGETS = { f1: 4, rmse: 4, roc_auc: 15 }
for (const [name, { wall, peak }] of Object.entries(processes)) {
  print(name, wall, `${(wall / processes.limit.wall).toFixed(1)} × limit${target(TARGETS[name])}`, `${peak.toFixed(0)} MB`)
}
compare('f1: 1,000 slices ÷ 20', processes['f1, 1,000 slices'].wall / processes.f1.wall, 3)
compare('roc_auc: 1,000 slices ÷ 20', processes['roc_auc, 1,000 slices'].wall / processes.roc_auc.wall, 3)
console.log(
  `roc_auc: window queries ÷ ctrain = ${(processes['roc_auc, a window query per slice'].wall / processes.roc_auc.wall).toFixed(1)} (target ≥ 3)`,
)

console.log(`\nthe scans alone, in a process whose engine is open, medians of ${rounds}`)
const inside = JSON.parse(
  spawnSync(process.execPath, [here('in_process.mjs'), file, String(rounds)], { encoding: 'utf8' }).stdout,
)
for (const [name, wall] of Object.entries(inside)) print(name, wall, `${(wall / inside.limit).toFixed(1)} × limit`)

console.log('\npandas and scikit-learn, slice by slice, without intervals')
for (const metric of ['f1', 'roc_auc']) {
  const python = spawnSync('python3', ['-c', 'import pandas, pyarrow, sklearn'])
  if (python.status !== 0) {
    console.log('did not run: it needs python3 with pandas, pyarrow and scikit-learn')
    break
  }
  const { wall } = medians({ script: () => timed('python3', [here('slice_by_slice.py'), file, metric]) }, 1).script
  print(`${metric}, one run`, wall, `${(wall / processes[metric].wall).toFixed(1)} × ctrain`)
}

console.log('\ngrowth with the rows, and memory; one run each')
const other = path.join(folder, 'other.parquet')
const models = {
  f1: { source: other, metric: 'f1', slices: SLICES },
  roc_auc: { source: other, metric: 'roc_auc', slices: SLICES },
}
const MOST_MEMORY = { f1: 600, roc_auc: 1500 }
for (const size of [rows / 10, rows / 2, 3 * rows]) {
  if (!(await writeOther(size))) continue
  const isLargest = size === 3 * rows
  for (const model of Object.keys(models)) {
    const { wall, peak } = run(['bin/ctrain.js', 'score', '--model', model, '--config', writeConfig(folder, models)])
    const most = isLargest ? ` (target ≤ ${MOST_MEMORY[model]} MB)` : ''
    print(
      `${model}, ${count(size)} rows`,
      wall,
      `${((1e6 * wall) / size).toFixed(0)} ms per million rows`,
      `${peak.toFixed(0)} MB${most}`,
    )
  }
  if (!isLargest) continue
  for (const model of Object.keys(models)) {
    const limited = writeConfig(folder, models, { memory_limit: '512MB' })
    const { wall, peak } = run(['bin/ctrain.js', 'score', '--model', model, '--config', limited])
    print(`${model}, ${count(size)} rows, memory_limit 512MB`, wall, '', `${peak.toFixed(0)} MB`)
  }
}
rmSync(other, { force: true })

console.log('\nsmall data')
const [daily, cells] = [path.join(folder, 'daily.parquet'), path.join(folder, 'cells.parquet')]
await writeRows(daily, 8000)
await writeRows(cells, 100_000)
const small = writeConfig(folder, {
  daily: { source: daily, metric: 'roc_auc', slices: SLICES.slice(0, 6) },
  cells: {
    source: cells,
    metric: 'f1',
    also: ['recall', 'precision', 'accuracy', 'mcc', 'brier_score', 'log_loss', 'roc_auc', 'average_precision', 'ks'],
    slices: THOUSAND.slice(0, 100),
  },
})
for (const [model, name, most] of [
  ['daily', '8,000 rows × 6 slices', 500],
  ['cells', '100,000 rows × 1,000 metrics and slices', 2000],
]) {
  const result = medians({ run: () => run(['bin/ctrain.js', 'score', '--model', model, '--config', small]) }).run
  print(name, result.wall, `(target ${most} ms)`, `${result.peak.toFixed(0)} MB`)
}

/** Whether the rows could be written; a row takes 150 bytes. */
async function writeOther(size) {
  rmSync(other, { force: true })
  const { bavail, bsize } = statfsSync(folder)
  const needed = 200 * size
  const obstacle =
    values.quick && size > rows
      ? 'it was left out by --quick'
      : needed > bavail * bsize
        ? `it needs ${needed / 1e9} GB in ${folder}`
        : null
  if (obstacle === null) await writeRows(other, size)
  else console.log(`${count(size)} rows: did not run, ${obstacle}`)
  return obstacle === null
}

function score(model) {
  return run(['bin/ctrain.js', 'score', '--model', model, '--config', config, '--format', 'json'])
}

function run(args) {
  return timed(process.execPath, ['--import', new URL('../peak-memory.mjs', import.meta.url).href, ...args])
}

function timed(command, args) {
  const started = performance.now()
  const { status, stderr, output } = spawnSync(command, args, {
    cwd: here('../..'),
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  })
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`)
  return { wall: performance.now() - started, peak: Number(output[3]) / 1000 }
}

/** Interleaved, so that what else the machine does concerns all alike; the first round warms the file cache. */
function medians(work, times = rounds) {
  const results = Object.fromEntries(Object.keys(work).map((name) => [name, []]))
  for (let round = times === 1 ? 1 : 0; round <= times; round++) {
    for (const [name, measure] of Object.entries(work)) {
      const result = measure()
      if (round > 0) results[name].push(result)
    }
  }
  const middle = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]
  return Object.fromEntries(
    Object.entries(results).map(([name, all]) => [
      name,
      { wall: middle(all.map((each) => each.wall)), peak: middle(all.map((each) => each.peak)) },
    ]),
  )
}

function print(name, ms, ratio, memory = '') {
  console.log(`${name.padEnd(42)}${`${ms.toFixed(0)} ms`.padStart(10)}  ${ratio.padEnd(30)}${memory}`)
}

function compare(name, ratio, most) {
  console.log(`${name} = ${ratio.toFixed(2)} (target ≤ ${most})`)
}

function target(most) {
  return most === undefined ? '' : ` (target ≤ ${most})`
}

function count(number) {
  return number.toLocaleString('en-US')
}
