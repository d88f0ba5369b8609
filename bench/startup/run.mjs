// Wall time and peak memory of whole runs of the built program: `npm run bench -- --only startup`. Medians of RUNS after one warm-up.
import { spawn } from 'node:child_process'
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'

const RUNS = 11
const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const CASES = {
  'node -e 0': ['-e', '0'],
  'ctrain --help': ['bin/ctrain.js', '--help'],
  'ctrain validate': ['bin/ctrain.js', 'validate', '--config', 'fixtures/ctrain.yaml'],
  'ctrain evaluate --model churn': ['bin/ctrain.js', 'evaluate', '--model', 'churn', '--config', 'fixtures/ctrain.yaml'],
  'ctrain evaluate --all': ['bin/ctrain.js', 'evaluate', '--all', '--config', 'fixtures/ctrain.yaml'],
}

console.log(`${'command'.padEnd(32)} ${'wall ms (min, median, max)'.padEnd(28)} peak memory MB (median)`)
for (const [name, args] of Object.entries(CASES)) {
  await run(args)
  const runs = []
  for (let index = 0; index < RUNS; index++) runs.push(await run(args))
  const wall = sorted(runs.map((each) => each.wall))
  const peak = sorted(runs.map((each) => each.peak))
  const times = [wall[0], median(wall), wall[RUNS - 1]].map((ms) => ms.toFixed(0)).join(', ')
  console.log(`${name.padEnd(32)} ${times.padEnd(28)} ${median(peak).toFixed(0)}`)
}

/** Runs node once; the child's own high-water mark comes from a preload that prints it on file descriptor 3. */
function run(args) {
  const started = performance.now()
  const child = spawn(process.execPath, ['--import', new URL('../peak-memory.mjs', import.meta.url).href, ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
  })
  let peak = ''
  child.stdio[3].on('data', (text) => {
    peak += text
  })
  return new Promise((resolve, reject) => {
    child.on('close', (code) => {
      if (code === 0) resolve({ wall: performance.now() - started, peak: Number(peak) / 1000 })
      else reject(new Error(`${args.join(' ')} ended with ${code}`))
    })
  })
}

function sorted(values) {
  return values.toSorted((a, b) => a - b)
}

function median(values) {
  return values[Math.floor(values.length / 2)]
}
