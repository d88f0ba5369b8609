import type { Appendix, SliceChart } from '../../src/core/appendix.js'
import type { Evaluation, ProductionScore, Report, SliceResult } from '../../src/core/evaluation.js'
import { explain } from '../../src/core/explain.js'
import type { RecordedRun } from '../../src/core/records.js'
import { recordedRun } from './histories.js'
import { SCENARIOS } from './scenarios.js'

/** A report with what is shown beside it. */
export interface Page {
  readonly report: Report
  readonly appendices: readonly Appendix[]
}

/** `[name, weight, rows, value, half of the interval, production value]` */
type Row = readonly [string, number, number, number, number, number]

const ROWS: readonly Row[] = [
  ['new-customers', 0.3, 1085, 0.74, 0.041, 0.85],
  ['prepaid', 0.25, 640, 0.8, 0.05, 0.84],
  ['business', 0.2, 910, 0.858, 0.032, 0.87],
  ['established, with a long name that no chart has room for', 0.15, 2000, 0.88, 0.012, 0.87],
  ['family', 0.1, 312, 0.86, 0.07, 0.86],
]

/** Numbers between 0 and 1 that look like chance and are always the same. */
function noise(seed: number): number {
  return Math.abs(Math.sin(seed * 12.9898) * 43758.5453) % 1
}

/** A drifted binary model of which all is known. */
export function drifted(rows: readonly Row[] = ROWS, model = 'churn'): { evaluation: Evaluation; appendix: Appendix } {
  const [base] = SCENARIOS['drifted']?.evaluations ?? []
  if (base === undefined || base.dataset === null) throw new Error('there is no such scenario')
  const score = sum(rows.map(([, weight, , value]) => weight * value))
  const stored = sum(rows.map(([, weight, , , , production]) => weight * production))
  const drop = stored - score
  const relative = Number((drop / stored).toPrecision(12))
  const days = Array.from({ length: 7 }, (_, index) => {
    const rows = 440 + Math.round(60 * noise(index))
    return { day: `2026-11-${String(8 + index).padStart(2, '0')}`, rows, rowsWithoutLabel: index === 6 ? 190 : 4 + index }
  })
  const production: ProductionScore = {
    score: round(stored),
    source: 's3://models/churn.json#/auc',
    revision: 'etag:"9b2cf535f27731c974343645a3985328"',
    standardError: 0.004,
    slices: rows.map(([name, weight, rows, , , score]) => ({ name, score, standardError: null, weight, rows })),
  }
  const evaluation: Evaluation = {
    ...base,
    model,
    dataset: {
      ...base.dataset,
      rows: sum(days.map(({ rows }) => rows)),
      rowsScored: sum(days.map(({ rows, rowsWithoutLabel }) => rows - rowsWithoutLabel)),
      rowsWithoutLabel: sum(days.map(({ rowsWithoutLabel }) => rowsWithoutLabel)),
      days,
    },
    slices: rows.map(sliceOf),
    score: round(score),
    standardError: 0.009,
    interval: [round(score - 0.018), round(score + 0.018)],
    production,
    drop: { relative, absolute: round(drop), standardError: 0.011, interval: [round(relative - 0.022), round(relative + 0.022)] },
    threshold: { maxDrop: 0.03, kind: 'relative', confidence: 0.95 },
    verdict: 'drifted',
    reasons: [`the drop of ${(100 * relative).toFixed(2)} % is over the limit of 3 %`],
    retrain: SCENARIOS['retrain-started']?.evaluations[0]?.retrain ?? null,
  }
  return {
    evaluation: { ...evaluation, explanation: explain(evaluation, null) },
    appendix: { charts: chartsOf(rows), history: historyOf(model, evaluation) },
  }
}

/** A healthy regression model. */
function demand(): { evaluation: Evaluation; appendix: Appendix } {
  const [base] = SCENARIOS['healthy-lower-is-better-absolute']?.evaluations ?? []
  if (base === undefined) throw new Error('there is no such scenario')
  const charts = [null, 'online'].map((name, index) => ({
    name,
    rows: 12_345 - 4000 * index,
    calibration: null,
    roc: null,
    residuals: Array.from({ length: 20 }, (_, bin) => ({
      from: 10 * bin - 100,
      to: 10 * bin - 90,
      rows: Math.round(2000 * Math.exp(-(((bin - 9 - index) / 3.5) ** 2))),
    })),
  }))
  return { evaluation: base, appendix: { charts, history: null } }
}

export const PAGES: Readonly<Record<string, Page>> = {
  'a-drifted-model-of-which-all-is-known': pageOf([drifted()]),
  'a-regression-model': pageOf([demand()]),
  'several-models': pageOf([
    { evaluation: demand().evaluation, appendix: demand().appendix },
    drifted(),
    ...[
      'several-models-one-failed',
      'inconclusive',
      'suspected-with-intervals-guards-and-secondary-metrics',
      'retrain-on-hold-after-a-failure',
      'retrain-dry-run',
    ]
      .flatMap((name) => SCENARIOS[name]?.evaluations.slice(-1) ?? [])
      .map((evaluation, index) => ({
        evaluation: { ...evaluation, model: `${evaluation.model}-${index}` },
        appendix: { charts: null, history: null },
      })),
  ]),
}

export function pageOf(models: readonly { readonly evaluation: Evaluation; readonly appendix: Appendix }[]): Page {
  return {
    report: { schemaVersion: 1, evaluations: models.map(({ evaluation }) => evaluation) },
    appendices: models.map(({ appendix }) => appendix),
  }
}

/** So many slices with names of this kind, all with the same weight. */
export function manyRows(count: number, nameOf: (index: number) => string): Row[] {
  return Array.from({ length: count }, (_, index) => {
    const production = 0.8 + 0.1 * noise(index)
    return [nameOf(index), 1 / count, 200 + index, round(production - 0.15 * noise(index + 0.5) + 0.02), 0.02, round(production)]
  })
}

function sliceOf([name, weight, rows, value, half]: Row): SliceResult {
  return {
    name,
    where: `segment = '${name}'`,
    weight,
    rows,
    rowsWithoutLabel: 0,
    queries: null,
    coverage: 1,
    value,
    standardError: half / 2,
    interval: [round(value - half), round(value + half)],
    contribution: round(weight * value),
    isProduction: false,
    also: [],
    guard: null,
  }
}

function chartsOf(rows: readonly Row[]): SliceChart[] {
  return [['all', 1, 4947, 0.8, 0, 0.8] as const, ...rows.slice(0, 8)].map(([name, , count, value], index) => ({
    name: index === 0 ? null : name,
    rows: count,
    calibration: Array.from({ length: 10 }, (_, bin) => {
      const meanPrediction = round((bin + 0.5) / 10)
      return { meanPrediction, observed: round(meanPrediction ** (1 + index / 8)), rows: Math.round(count / 10) }
    }),
    roc: Array.from({ length: 41 }, (_, point) => {
      const falsePositiveRate = round(point / 40)
      return { falsePositiveRate, truePositiveRate: round(falsePositiveRate ** (1 / value - 1)) }
    }),
    residuals: null,
  }))
}

function historyOf(model: string, { production, score, interval, drop, evaluatedAt }: Evaluation): Appendix['history'] {
  const stored = production === null ? null : { score: production.score, source: production.source, revision: 'etag:1' }
  const records = Array.from({ length: 28 }, (_, index): RecordedRun => {
    const day = new Date(Date.parse(evaluatedAt) - (28 - index) * 86_400_000).toISOString()
    const value = round((stored?.score ?? 0) - 0.0011 * index - 0.01 * noise(index))
    const isDrifted = value < (stored?.score ?? 0) * 0.97
    const run = recordedRun(1, {
      model,
      recordedAt: day,
      evaluatedAt: day,
      production: stored,
      threshold: { maxDrop: 0.03, kind: 'relative' },
    })
    const nothing = {
      score: null,
      standardError: null,
      interval: null,
      verdict: null,
      error: { kind: 'network', message: 'ETIMEDOUT' },
    }
    if (index === 9) return { ...run, ...nothing }
    return {
      ...run,
      score: value,
      interval: [round(value - 0.014), round(value + 0.014)],
      verdict: index === 20 ? 'suspected' : isDrifted ? 'drifted' : 'healthy',
      retrain: index === 25 && run.retrain !== null ? { ...run.retrain, status: 'started' } : run.retrain,
    }
  })
  const last = recordedRun(15, {
    model,
    recordedAt: evaluatedAt,
    evaluatedAt,
    score,
    interval,
    drop,
    production: stored,
    threshold: { maxDrop: 0.03, kind: 'relative' },
    verdict: 'drifted',
  })
  return { model, place: `s3://ml-meta/ctrain/runs/${model}/`, total: 212, records: [...records, last], unreadable: [] }
}

function sum(values: readonly number[]): number {
  return round(values.reduce((total, value) => total + value, 0))
}

function round(value: number): number {
  return Number(value.toPrecision(12))
}
