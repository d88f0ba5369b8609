import { DuckDBInstance } from '@duckdb/node-api'
import { beforeAll, expect, it } from 'vitest'
import type { BoundMetric } from '../../src/core/metric.js'
import type { MetricPlan } from '../../src/core/ports.js'
import { duckdb } from '../../src/engines/duckdb/engine.js'
import { findMetric } from '../../src/metrics/index.js'

const ROWS = `CREATE VIEW dataset AS SELECT i % 2 AS y, (i % 7) / 7.0 AS p, i % 5 AS q, i::DOUBLE AS w, i < 40 AS young
  FROM range(100) AS t(i)`

let run: (sql: string) => Promise<Record<string, unknown>[]>
beforeAll(async () => {
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  await connection.run(ROWS)
  run = async (sql) => (await connection.runAndReadAll(sql)).getRowObjects()
})

function planOf(name: string, columns: Partial<MetricPlan['columns']> = {}): MetricPlan {
  const metric = findMetric(name) ?? expect.fail(`there is no metric ${name}`)
  const bound: BoundMetric = { metric, params: defaults(metric.params) }
  return {
    task: metric.task,
    columns: { label: 'y', prediction: 'p', probabilities: null, weight: null, group: null, id: null, ...columns },
    slices: [
      { name: 'young', where: 'young', place: '' },
      { name: 'all', where: null, place: '' },
    ],
    metrics: [bound],
    onInvalidPrediction: 'fail',
  }
}

function defaults(params: BoundMetric['metric']['params']): BoundMetric['params'] {
  return Object.fromEntries(
    Object.entries(params).flatMap(([name, spec]) => (spec.default === undefined ? [] : [[name, spec.default]])),
  )
}

it.each([
  ['roc_auc', {}, ['counts and sums of all slices', 'rows in the order of the prediction']],
  ['f1', { id: 'q' }, ['counts and sums of all slices']],
  ['r2', { weight: 'w' }, ['counts and sums of all slices']],
  ['median_absolute_error', {}, ['counts and sums of all slices', 'rows in the order of the error']],
  ['mrr', { group: 'q' }, ['counts and sums of all slices', 'rows of each q in the order of the prediction']],
] as const)('the queries of %s are SQL that runs over the relation dataset', async (name, columns, whats) => {
  const [sums, ...sorts] = duckdb.explain(planOf(name, columns))
  expect([sums, ...sorts].map((query) => query?.what)).toEqual(whats)
  const cells = await run(sums?.sql ?? '')
  expect(cells.reduce((rows, cell) => rows + Number(cell['rows']), 0)).toBe(100)
  for (const { sql } of sorts) expect(await run(sql)).toHaveLength(100)
})
