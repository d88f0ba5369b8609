import type { RecordedRun, RunHistory } from '../../src/core/records.js'

const ARN = 'arn:aws:states:eu-west-1:123456789012:execution:churn-training:ctrain-churn-86204048f4d04cb2760b-a1'
const NAME = 'ctrain-churn-86204048f4d04cb2760b-a1'

/** A healthy run of a day of November. */
export function recordedRun(day: number, overrides: Partial<RecordedRun> = {}): RecordedRun {
  const recordedAt = `2026-11-${String(day).padStart(2, '0')}T06:00:12.345Z`
  return {
    schemaVersion: 1,
    id: `${recordedAt.replaceAll(/[-:]/g, '')}-0000000${day % 10}`,
    recordedAt,
    evaluatedAt: recordedAt,
    command: 'retrain-if-drifted',
    who: 'runner',
    where: 'worker-7',
    version: '0.2.0',
    configHash: 'sha256:4be1',
    model: 'churn',
    metric: { name: 'roc_auc', direction: 'higher', params: {} },
    dataset: { from: '2026-11-01', to: '2026-11-07', rowsScored: 3085 },
    score: 0.86,
    standardError: 0.007,
    interval: [0.846, 0.874],
    confidence: 0.95,
    production: { score: 0.86, source: 's3://models/churn.json#/auc', revision: 'etag:1' },
    drop: { relative: 0, absolute: 0 },
    threshold: { maxDrop: 0.05, kind: 'relative' },
    verdict: 'healthy',
    retrain: retrain('not_needed'),
    error: null,
    ...overrides,
  }
}

function retrain(status: string, overrides: Partial<NonNullable<RecordedRun['retrain']>> = {}): RecordedRun['retrain'] {
  return { status, executionArn: null, executionName: null, reason: status, execution: null, ...overrides }
}

function scored(score: number, verdict: string): Partial<RecordedRun> {
  const drop = { relative: Number(((0.86 - score) / 0.86).toPrecision(12)), absolute: Number((0.86 - score).toPrecision(12)) }
  return { score, verdict, drop, interval: [score - 0.014, score + 0.014] }
}

const NOTHING: Partial<RecordedRun> = { score: null, standardError: null, interval: null, drop: null }
const UNKNOWN: Partial<RecordedRun> = {
  ...NOTHING,
  metric: null,
  dataset: null,
  production: null,
  threshold: null,
  verdict: null,
}

const DRIFTING: readonly RecordedRun[] = [
  recordedRun(1),
  recordedRun(2, scored(0.853, 'healthy')),
  recordedRun(3, {
    ...UNKNOWN,
    retrain: null,
    error: {
      kind: 'network',
      message: 's3:GetObject on s3://lake/churn/dt=2026-11-02/part-0.parquet failed: connect ETIMEDOUT\nmore',
    },
  }),
  recordedRun(4, { ...NOTHING, verdict: 'inconclusive', retrain: retrain('inconclusive') }),
  recordedRun(5, { ...scored(0.82, 'suspected'), command: 'evaluate', who: 'ada', retrain: null }),
  recordedRun(6, { ...scored(0.812, 'drifted'), retrain: retrain('started', { executionArn: ARN, executionName: NAME }) }),
  recordedRun(7, {
    ...scored(0.801, 'drifted'),
    retrain: retrain('joined', {
      executionArn: ARN,
      executionName: NAME,
      execution: { status: 'RUNNING', startDate: '2026-11-06T06:00:13.000Z' },
    }),
  }),
  recordedRun(8, {
    score: 0.869,
    interval: [0.855, 0.883],
    drop: { relative: -0.00114942528736, absolute: -0.001 },
    production: { score: 0.868, source: 's3://models/churn.json#/auc', revision: 'etag:2' },
  }),
]

/** Histories by what is special about them; each has a golden file per format and width. */
export const HISTORIES: Readonly<Record<string, readonly RunHistory[]>> = {
  'drift-training-and-recovery': [history('churn', DRIFTING)],
  'the-last-of-many': [{ ...history('churn', DRIFTING.slice(4)), total: 212 }],
  'more-runs-than-columns': [
    history(
      'churn',
      Array.from({ length: 28 }, (_, day) =>
        recordedRun(day + 1, scored(0.86 - 0.0025 * day, day > 17 ? 'drifted' : 'healthy')),
      ).flatMap((run) => Array.from({ length: 4 }, () => run)),
    ),
  ],
  'lower-is-better-without-intervals': [
    history(
      'demand',
      [24.4, 25.1, 27.9].map((score, index) =>
        recordedRun(index + 1, {
          model: 'demand',
          metric: { name: 'rmse', direction: 'lower', params: {} },
          score,
          standardError: null,
          interval: null,
          production: { score: 23, source: 'config', revision: 'literal:23' },
          drop: { relative: Number(((score - 23) / 23).toPrecision(12)), absolute: Number((score - 23).toPrecision(12)) },
          threshold: { maxDrop: 2.5, kind: 'absolute' },
          verdict: score > 25.5 ? 'drifted' : 'healthy',
          retrain: score > 25.5 ? retrain('not_configured') : retrain('not_needed'),
        }),
      ),
    ),
  ],
  'a-metric-that-changed': [
    history('churn', [
      recordedRun(1, { metric: { name: 'accuracy', direction: 'higher', params: { threshold: 0.5 } }, score: 0.95 }),
      ...DRIFTING.slice(0, 2).map((run, index) => ({ ...run, recordedAt: `2026-11-0${index + 2}T06:00:00.000Z` })),
    ]),
  ],
  'a-start-on-purpose': [
    history('churn', [
      recordedRun(1, {
        ...UNKNOWN,
        command: 'retrain',
        retrain: retrain('started', { executionArn: ARN, executionName: NAME }),
      }),
    ]),
  ],
  'hostile-texts': [
    history('=cmd|\u001b[31m', [
      recordedRun(1, {
        model: '=cmd|\u001b[31m',
        who: '+1\u001b]0;x\u0007',
        where: '@sum(A1)',
        command: 'a,"b"\r\nc',
        error: { kind: 'data', message: '-1+1\u202e\nsecond line' },
        metric: { name: 'm\u009b2J', direction: null, params: {} },
        verdict: '\u001b[2J',
      }),
    ]),
  ],
  'empty-and-full': [history('fresh', []), history('churn', DRIFTING.slice(0, 1))],
}

function history(model: string, records: readonly RecordedRun[]): RunHistory {
  return { model, place: `s3://ml-meta/ctrain/runs/${model}/`, total: records.length, records, unreadable: [] }
}
