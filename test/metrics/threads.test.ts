// One thread says what many must say: expected numbers come from the engine itself with `cpus: 1`.
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Metric } from '../../src/core/metric.js'
import { round12 } from '../../src/core/round.js'
import { METRICS } from '../../src/metrics/index.js'
import { type OpenDataset, openRows, testWorld } from '../support/engine.js'
import { columnsOf, FC_PARAMETERS, type Kind, paramsOf, row } from './arbitrary.js'

const ROWS = 20_000
const SLICES = [null, 'row % 3 = 0', 'row % 7 > 2']

/** Rows that every metric of a task is defined for. */
const KINDS = { binary: 'binary', multiclass: 'multiclass', regression: 'positive' } as const satisfies Record<string, Kind>
const ALL: readonly Metric[] = METRICS

for (const [task, kind] of Object.entries(KINDS)) {
  describe(`${ROWS} rows in 20 row groups, ${task}`, () => {
    const opened: OpenDataset[] = []
    beforeAll(async () => {
      const rows = fc.sample(row(kind), { ...FC_PARAMETERS, numRuns: ROWS })
      const dataset = { ...columnsOf(rows), rowsPerGroup: ROWS / 20 }
      for (const cpus of [1, 4]) opened.push(await openRows(dataset, testWorld({ cpus })))
    })
    afterAll(async () => {
      for (const dataset of opened) await dataset.close()
    })

    const metrics = ALL.filter((metric) => metric.task === task).map((metric) => ({ metric, params: paramsOf(metric) }))
    test('every metric is the same on 1 and on 4 threads', async () => {
      const answers: unknown[] = []
      // Threads differ from run to run: several runs on four of them.
      for (const index of [0, 1, 1, 1]) {
        const scan = await opened[index]?.askAll(metrics, SLICES)
        answers.push(metrics.map(({ metric }, position) => [metric.name, scan?.estimates[position]?.values.map(rounded)]))
      }
      const [single] = answers
      expect(single).toEqual(metrics.map(({ metric }) => [metric.name, SLICES.map(() => expect.any(Number))]))
      expect(answers).toEqual([single, single, single, single])
    })
  })
}

function rounded(value: number | null): number | null {
  return value === null ? null : round12(value)
}
