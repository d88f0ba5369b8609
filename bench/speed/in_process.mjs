// Medians in one process whose engine is open, as JSON: `node in_process.mjs FILE ROUNDS`.
import { performance } from 'node:perf_hooks'
import { DuckDBInstance } from '@duckdb/node-api'
import { libraryWorld } from '../../dist/cli/io.js'
import { ENGINES } from '../../dist/engines/index.js'
import { findMetric } from '../../dist/metrics/index.js'
import { NEEDED, SLICES } from './data.mjs'

const [file, rounds] = [process.argv[2], Number(process.argv[3])]
const connection = await (await DuckDBInstance.create(':memory:')).connect()
const session = await (await ENGINES.duckdb()).open(
  { files: [{ uri: file, path: file, bytes: 0, version: '1', bytesFetched: 0 }], predictions: null },
  libraryWorld('0.0.0-bench'),
)
const slices = SLICES.map((where, index) => ({ name: `s${index}`, where, place: '' }))
const scan = (name, params, label, prediction) => {
  const metric = findMetric(name)
  const columns = { label, prediction, probabilities: null, weight: null, group: null, id: null }
  return session.scan({ task: metric.task, columns, slices, metrics: [{ metric, params }], onInvalidPrediction: 'fail' })
}
const work = {
  limit: () => connection.runAndReadAll(`SELECT ${NEEDED.join(', ')} FROM read_parquet('${file}')`),
  f1: () => scan('f1', { threshold: 0.5 }, 'label', 'score'),
  rmse: () => scan('rmse', {}, 'amount', 'forecast'),
  roc_auc: () => scan('roc_auc', {}, 'label', 'score'),
}
const times = Object.fromEntries(Object.keys(work).map((name) => [name, []]))
for (let round = 0; round <= rounds; round++) {
  for (const [name, run] of Object.entries(work)) {
    const started = performance.now()
    await run()
    if (round > 0) times[name].push(performance.now() - started)
  }
}
await session.close()
process.stdout.write(
  JSON.stringify(
    Object.fromEntries(
      Object.entries(times).map(([name, all]) => [name, all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)]]),
    ),
  ),
)
