// Expected numbers: fixtures/reference/charts.json, by scikit-learn from the churn fixtures (generate_charts.py).
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { loadConfig } from '../../src/config/load.js'
import type { SliceChart } from '../../src/core/appendix.js'
import { emptyEvaluation } from '../../src/core/evaluation.js'
import type { MetricPlan, World } from '../../src/core/ports.js'
import { round12 } from '../../src/core/round.js'
import { chartsOf } from '../../src/pipeline/appendix.js'
import type { Outcome } from '../../src/pipeline/outcome.js'
import { RUN_DEFAULTS } from '../../src/pipeline/pull.js'
import { type Depth, runModels } from '../../src/pipeline/run.js'
import { churnOf } from '../support/churn.js'
import { testWorld } from '../support/engine.js'
import { localRecords } from '../support/history.js'
import { writeParquet } from '../support/parquet.js'
import { binaryModel, createProject } from '../support/project.js'

const FIXTURES = fileURLToPath(new URL('../../fixtures/', import.meta.url))

const { churn: expected } = z
  .object({
    churn: z.array(
      z.object({
        name: z.string().nullable(),
        rows: z.number(),
        calibration: z.array(z.tuple([z.number(), z.number(), z.number()])),
        area: z.number(),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(`${FIXTURES}reference/charts.json`, 'utf8')))

const OPTIONS = {
  ...RUN_DEFAULTS,
  allowMismatch: false,
  dryRun: false,
  requireRetrain: false,
  forcedBecause: null,
  isRecorded: true,
  withAppendix: true,
}

async function runIn(folder: string, depth: Depth, names: readonly string[], options: Partial<typeof OPTIONS> = {}) {
  const warnings: string[] = []
  const world = testWorld({ cwd: folder, log: { warn: (message) => warnings.push(message), info() {} } })
  const config = await loadConfig(path.join(folder, 'ctrain.yaml'), world)
  return { outcomes: await runModels(depth, names, config, { ...OPTIONS, ...options }, world), warnings }
}

function drawn(outcome: Outcome | undefined): readonly SliceChart[] {
  const charts = outcome?.appendix?.charts ?? null
  if (charts === null) throw new Error('there are no charts')
  return charts
}

/** By trapezoids. */
function area({ roc }: SliceChart): number {
  return (roc ?? []).reduce((sum, to, index, points) => {
    const from = points[index - 1] ?? to
    return sum + ((to.falsePositiveRate - from.falsePositiveRate) * (to.truePositiveRate + from.truePositiveRate)) / 2
  }, 0)
}

describe('what a report may show of the fixtures', () => {
  let outcomes: readonly Outcome[] = []
  let history = ''

  beforeAll(async () => {
    history = mkdtempSync(path.join(os.tmpdir(), 'ctrain-history-'))
    const text = readFileSync(`${FIXTURES}ctrain.yaml`, 'utf8')
      .replace('defaults:\n', `defaults:\n  history: ${history}\n`)
      .replaceAll(/(data|production)\//g, `${FIXTURES}$1/`)
    const folder = mkdtempSync(path.join(os.tmpdir(), 'ctrain-fixtures-'))
    writeFileSync(path.join(folder, 'ctrain.yaml'), text)
    await runIn(folder, 'evaluate', ['churn'], { withAppendix: false })
    outcomes = (await runIn(folder, 'evaluate', ['churn', 'demand'])).outcomes
  })

  it('a binary model: calibration and ROC of all rows and of each slice, the largest part of the drop first', () => {
    const charts = drawn(outcomes[0])
    expect(charts.map(({ name }) => name)).toEqual([null, 'new-customers', 'eu-enterprise', 'established'])
    for (const { name, rows, calibration, area: whole } of expected) {
      const chart = charts.find((each) => each.name === name)
      expect(chart).toMatchObject({ rows, residuals: null })
      expect(chart?.calibration).toEqual(
        calibration.map(([mean, observed, count]) => ({
          meanPrediction: round12(mean),
          observed: round12(observed),
          rows: count,
        })),
      )
      // Chords of the curve are near it.
      if (chart !== undefined) expect(Math.abs(area(chart) - whole)).toBeLessThan(0.002)
    }
  })

  it('a regression: where predictions lie beside the labels', () => {
    const charts = drawn(outcomes[1])
    expect(new Set(charts.map(({ name }) => name))).toEqual(new Set([null, 'online', 'city-weekend', 'all']))
    const scored = new Map(outcomes[1]?.evaluation.slices.map(({ name, rows }) => [name, rows]))
    for (const { name, rows, calibration, roc, residuals } of charts) {
      expect([calibration, roc]).toEqual([null, null])
      expect(rows).toBe(name === null ? scored.get('all') : scored.get(name))
      expect(residuals?.reduce((sum, bin) => sum + bin.rows, 0)).toBe(rows)
    }
  })

  it('the runs of its history, this one among them', () => {
    const recorded = localRecords(history, 'churn').map(({ record }) => record.id)
    expect(recorded).toHaveLength(2)
    expect(outcomes[0]?.appendix?.history?.records.map(({ id }) => id)).toEqual(recorded)
    expect(outcomes[1]?.appendix?.history?.records).toHaveLength(1)
  })
})

describe('a run that no report asks more of', () => {
  it('makes no charts and reads no history', async () => {
    const { folder } = createProject({ m: churnOf({}, 1) }, { history: 'history' })
    const { outcomes } = await runIn(folder, 'score', ['m'], { withAppendix: false })
    expect(outcomes[0]).not.toHaveProperty('appendix')
  })
})

describe('charts', () => {
  it('are of the rows that are scored: filtered, in time, joined, weighted, without what is dropped or not known', async () => {
    const { folder } = createProject({
      m: binaryModel({
        dataset: {
          source: 'labels/*.parquet',
          columns: { label: 'label', prediction: 'score', weight: 'w', timestamp: 'at' },
          window: '2d',
          filter: "kind = 'good'",
          predictions: { source: 'scores/*.parquet', on: ['id'] },
          on_invalid_prediction: 'drop',
        },
        metric: 'accuracy',
        slices: [{ by: 'half', weights: { a: 0.5, '*': 0.5 } }],
      }),
    })
    const at = Date.parse('2026-11-15T06:00:00Z')
    const row = (id: string, half: string, label: boolean | null, more = {}) => ({
      id,
      half,
      label,
      w: 1,
      at,
      kind: 'good',
      ...more,
    })
    await writeParquet(
      path.join(folder, 'labels', 'l.parquet'),
      { id: 'UTF8', half: 'UTF8', label: 'BOOLEAN', w: 'DOUBLE', at: 'TIMESTAMP_MILLIS', kind: 'UTF8' },
      [
        row('a1', 'a', true, { w: 3 }),
        row('a2', 'a', false),
        row('b1', 'b', true),
        row('c1', 'c', false, { w: 2 }),
        row('unknown', 'a', null),
        row('dropped', 'a', true),
        row('unmatched', 'b', true),
        row('weightless', 'a', true, { w: 0 }),
        row('bad', 'a', true, { kind: 'bad' }),
        row('old', 'a', true, { at: at - 20 * 86_400_000 }),
      ],
    )
    const scores = ['a1', 'a2', 'b1', 'c1', 'unknown', 'weightless', 'bad', 'old'].map((id) => ({
      id,
      score: id === 'a1' ? 0.72 : 0.78,
    }))
    await writeParquet(path.join(folder, 'scores', 's.parquet'), { id: 'UTF8', score: 'DOUBLE' }, [
      ...scores,
      { id: 'dropped', score: null },
    ])
    const { outcomes, warnings } = await runIn(folder, 'evaluate', ['m'])
    expect(outcomes[0]?.evaluation).toMatchObject({ error: null, dataset: { rowsScored: 4 } })
    expect(warnings).toEqual([])
    const charts = drawn(outcomes[0])
    expect(charts).toHaveLength(3)
    const [all, ...slices] = charts
    expect(all?.calibration).toEqual([{ meanPrediction: round12((3 * 0.72 + 4 * 0.78) / 7), observed: round12(4 / 7), rows: 4 }])
    const named = new Map(slices.map((chart) => [chart.name, chart]))
    expect(named.get('half=a')).toMatchObject({ rows: 2, calibration: [{ observed: 0.75, rows: 2 }] })
    expect(named.get('half=a')?.roc).toEqual([
      { falsePositiveRate: 0, truePositiveRate: 0 },
      { falsePositiveRate: 1, truePositiveRate: 0 },
      { falsePositiveRate: 1, truePositiveRate: 1 },
    ])
    // The rest: rows of b and c.
    expect(named.get('half=*')?.calibration).toEqual([{ meanPrediction: 0.78, observed: round12(1 / 3), rows: 2 }])
  })
})

describe('what can not be shown', () => {
  it('a history that can not be read is told, and costs neither charts nor verdict', async () => {
    const { folder } = createProject({ m: churnOf({}, 1) }, { history: 'file/history' })
    writeFileSync(path.join(folder, 'file'), '')
    const { outcomes, warnings } = await runIn(folder, 'evaluate', ['m'], { isRecorded: false })
    expect(outcomes[0]?.evaluation).toMatchObject({ verdict: 'drifted', error: null })
    expect(outcomes[0]?.appendix?.history).toBeNull()
    expect(outcomes[0]?.appendix?.charts).toHaveLength(2)
    expect(warnings).toEqual([expect.stringMatching(/^m: the report has no history: .*history/)])
  })

  const evaluation = emptyEvaluation('m', new Date(0))
  const plan: MetricPlan = {
    task: 'binary',
    columns: { label: 'label', prediction: 'score', probabilities: null, weight: null, group: null, id: null },
    slices: [],
    metrics: [],
    onInvalidPrediction: 'fail',
  }
  const failing = (world: World) =>
    chartsOf(evaluation, { slices: [], plan, session: { charts: () => Promise.reject(new Error('out of memory')) } }, world)

  it('charts that fail are told, and cost no verdict', async () => {
    const warnings: string[] = []
    const world = testWorld({ log: { warn: (message) => warnings.push(message), info() {} } })
    expect(await failing(world)).toBeNull()
    expect(warnings).toEqual(['m: there are no charts of the predictions: out of memory'])
  })

  it('an interruption is no failure of the charts: it ends the run', async () => {
    await expect(failing(testWorld({ signal: AbortSignal.abort() }))).rejects.toThrow('out of memory')
  })
})
