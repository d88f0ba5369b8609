// How often 95 % intervals hold the truth, and how often chance alone looks like drift: `npm run bench -- --only coverage`.
import { parseArgs } from 'node:util'
import { decide, type Evidence } from '../../src/core/decide.js'
import { intervalOf } from '../../src/core/interval.js'
import { sliceResult } from '../../test/support/slice-result.js'
import { SCENARIOS, type Scenario } from './scenarios.js'
import { type Measured, measureAll, measureOnce } from './simulate.js'

const { values } = parseArgs({
  options: { datasets: { type: 'string', default: '500' }, seed: { type: 'string', default: '1' } },
})
const datasets = Number(values.datasets)
const seed = Number(values.seed)
const LEVEL = 0.95
let failed = 0

console.log(`${datasets} simulated datasets per line; a 95 % interval should hold the truth 93 to 97 times of 100`)
console.log(line(['metric', 'rows', 'truth', 'held', 'too low', 'too high', 'width', 'ideal width']))
for (const scenario of SCENARIOS) await coverage(scenario)
console.log('')
console.log('production score measured on one half of the data, dataset the other: drift with a limit of 0')
console.log(line(['metric', 'pairs', 'point alone', 'confidence 0.95']))
for (const scenario of SCENARIOS.filter(({ name }) => ['roc_auc', 'f1', 'rmse', 'ndcg@10, ten items per query'].includes(name)))
  await sameModel(scenario)
console.log('')
console.log('the same rows on 1 and 4 threads, in other orders and row groups: equal values and standard errors')
for (const scenario of SCENARIOS) await sameRows(scenario)
if (failed > 0) {
  console.log(`${failed} of these are not as they should be`)
  process.exitCode = 1
}

async function coverage(scenario: Scenario): Promise<void> {
  const truth = scenario.truth ?? (await measureOnce(scenario, 5_000_000, seed + 1000))
  const found = await measureAll(scenario, { datasets, seed, threads: 2, order: null })
  const known = found.flatMap((measured) => measured ?? [])
  const intervals = known.map((measured) => intervalOf(measured.value, measured, LEVEL) ?? [Number.NaN, Number.NaN])
  const low = intervals.filter(([, high]) => high < truth).length
  const high = intervals.filter(([start]) => start > truth).length
  const held = (datasets - low - high - (datasets - known.length)) / datasets
  const width = mean(intervals.map(([start, end]) => end - start))
  const ideal = 2 * 1.96 * deviation(known.map(({ value }) => value))
  // Beyond what chance does to that many datasets.
  const isFine = held > 0.93 - 2 * Math.sqrt((0.07 * 0.93) / datasets) && held < 0.97 + 2 * Math.sqrt((0.03 * 0.97) / datasets)
  if (!isFine) failed++
  const cells = [
    scenario.name,
    String(scenario.rows),
    truth.toFixed(4),
    percent(held),
    percent(low / datasets),
    percent(high / datasets),
  ]
  console.log(`${line([...cells, width.toFixed(4), ideal.toFixed(4)])}${isFine ? '' : ' <<<'}`)
}

/** Two halves of one population: whatever drift is found is chance. */
async function sameModel(scenario: Scenario): Promise<void> {
  const found = await measureAll(scenario, { datasets: 2 * Math.min(datasets, 500), seed: seed + 2000, threads: 2, order: null })
  const pairs = found.flatMap((measured, index) => {
    const other = found[index + 1] ?? null
    return index % 2 === 0 && measured !== null && other !== null ? [[measured, other] as const] : []
  })
  const drifted = (confidence: number | null) =>
    pairs.filter(([before, now]) => decide(evidence(scenario, before, now, confidence)).verdict === 'drifted').length /
    pairs.length
  const [alone, sure] = [drifted(null), drifted(LEVEL)]
  // Beyond what chance does to that many pairs; no drift at all would be a fault of the bench.
  const isNear = (share: number, nominal: number) =>
    Math.abs(share - nominal) <= 3.3 * Math.sqrt((nominal * (1 - nominal)) / pairs.length)
  const isFine = isNear(alone, 0.5) && isNear(sure, 0.025)
  if (!isFine) failed++
  console.log(`${line([scenario.name, String(pairs.length), percent(alone), percent(sure)])}${isFine ? '' : ' <<<'}`)
}

function evidence({ metric, rows }: Scenario, before: Measured, now: Measured, confidence: number | null): Evidence {
  return {
    score: now.value,
    error: now,
    production: { score: before.value, standardError: before.standardError },
    direction: metric === 'rmse' ? 'lower' : 'higher',
    threshold: { maxDrop: 0, kind: 'absolute', confidence },
    slices: [sliceResult({ rows, value: now.value })],
    minRows: 0,
    minCoverage: 0,
    metric: { name: metric, undefinedWhen: null },
    confidence: LEVEL,
  }
}

async function sameRows(scenario: Scenario): Promise<void> {
  const few = { datasets: Math.min(datasets, 50), seed }
  const shown = async (threads: number, order: string | null) =>
    JSON.stringify(
      (await measureAll(scenario, { ...few, threads, order })).map(
        (each) => each && [each.value, each.standardError.toPrecision(6)],
      ),
    )
  const first = await shown(1, null)
  const others = [await shown(4, null), await shown(2, 'hash(d, i, 7)'), await shown(4, 'prediction, label, d')]
  const isSame = others.every((other) => other === first)
  if (!isSame) failed++
  console.log(line([scenario.name, isSame ? 'equal' : 'DIFFERENT']))
}

function line([first = '', ...cells]: readonly string[]): string {
  return first.padEnd(46) + cells.map((cell) => cell.padStart(13)).join('')
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length
}

function deviation(numbers: readonly number[]): number {
  const center = mean(numbers)
  return Math.sqrt(mean(numbers.map((number) => (number - center) ** 2)))
}
