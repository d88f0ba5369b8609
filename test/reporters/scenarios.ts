import type { Drop, Evaluation, ProductionSlice, Report, SliceResult } from '../../src/core/evaluation.js'
import { explain } from '../../src/core/explain.js'
import type { RetrainResult } from '../../src/core/retraining.js'

const DRIFTED: Evaluation = {
  model: 'churn',
  evaluatedAt: '2026-11-15T06:00:00.000Z',
  dataset: {
    from: '2026-11-08',
    to: '2026-11-14',
    missingDates: [],
    files: 7,
    bytes: 80_600,
    bytesFetched: 0,
    rows: 3150,
    rowsScored: 3085,
    rowsWithoutLabel: 65,
    rowsDropped: 0,
    days: [],
    unmatched: null,
    fingerprint: 'sha256:2e0387dad88ef51d',
  },
  metric: { name: 'roc_auc', direction: 'higher', params: {} },
  slices: [
    slice('new-customers', 'tenure_months < 6', 0.6, 1085, 0.78),
    slice('established', 'tenure_months >= 6', 0.4, 2000, 0.86),
  ],
  score: 0.812,
  standardError: null,
  interval: null,
  confidence: 0.95,
  pooled: { value: 0.8305, standardError: null, interval: null },
  also: [],
  production: { score: 0.86, source: 's3://models/churn.json#/auc', revision: 'etag:1', standardError: null, slices: [] },
  drop: drop(0.0558139534884, 0.048),
  threshold: { maxDrop: 0.05, kind: 'relative', confidence: null },
  explanation: null,
  verdict: 'drifted',
  reasons: ['the drop of 5.58 % is over the limit of 5 %'],
  retrain: null,
  error: null,
}

const REQUEST = {
  stateMachineArn: 'arn:aws:states:eu-west-1:123456789012:stateMachine:churn-training',
  name: 'ctrain-churn-86204048f4d04cb2760b-a1',
  input: '{"attempt":1,"model":"churn"}',
}

const FAILED: Evaluation = {
  ...DRIFTED,
  dataset: null,
  metric: null,
  slices: [],
  score: null,
  production: null,
  drop: null,
  threshold: null,
  verdict: null,
  reasons: [],
  error: { kind: 'data', message: 'the dataset has no column "churned"', hint: 'columns there are: a, b' },
}

/** Reports by what is special about them; each has a golden file per format. */
const STARTED: RetrainResult = {
  status: 'started',
  executionArn: 'arn:aws:states:eu-west-1:123456789012:execution:churn-training:ctrain-churn-86204048f4d04cb2760b-a1',
  executionName: REQUEST.name,
  reason: 'the training was started',
  request: REQUEST,
  driftEvent: '86204048f4d04cb2760b',
  attempt: 1,
  forcedBecause: null,
  execution: null,
}

export const SCENARIOS: Readonly<Record<string, Report>> = {
  drifted: report(DRIFTED),
  'healthy-lower-is-better-absolute': report({
    ...DRIFTED,
    model: 'demand',
    metric: { name: 'rmse', direction: 'lower', params: {} },
    slices: [slice('online', "store = 'online'", 1, 12_345, 24.4)],
    score: 24.4,
    production: { score: 23, source: 'config', revision: 'literal:23', standardError: null, slices: [] },
    drop: drop(0.0608695652174, 1.4),
    threshold: { maxDrop: 1.5, kind: 'absolute', confidence: null },
    verdict: 'healthy',
    reasons: ['the drop of 1.4000 is within the limit of 1.5'],
  }),
  'improved-negative-score': report({
    ...DRIFTED,
    metric: { name: 'mcc', direction: 'higher', params: { threshold: 0.4 } },
    slices: [slice('all', null, 1, 500, -0.1)],
    score: -0.1,
    production: { score: -0.2, source: 'config', revision: 'literal:-0.2', standardError: null, slices: [] },
    drop: drop(-0.5, -0.1),
    verdict: 'healthy',
    reasons: ['the score is 50.00 % better than production'],
  }),
  inconclusive: report({
    ...DRIFTED,
    slices: [
      slice('new-customers', 'tenure_months < 6', 0.6, 3, null),
      slice('established', 'tenure_months >= 6', 0.4, 2000, 0.86),
    ],
    score: null,
    drop: drop(null, null),
    verdict: 'inconclusive',
    reasons: ['slice new-customers has 3 scored rows, min_rows is 200'],
  }),
  'score-only': report({ ...DRIFTED, production: null, drop: null, threshold: null, verdict: null, reasons: [] }),
  'missing-days-and-dropped-rows': report({
    ...DRIFTED,
    dataset: DRIFTED.dataset && { ...DRIFTED.dataset, missingDates: ['2026-11-10', '2026-11-12'], files: 1, rowsDropped: 4 },
  }),
  'labels-of-a-day-and-predictions-missing': report({
    ...DRIFTED,
    dataset: DRIFTED.dataset && {
      ...DRIFTED.dataset,
      days: [
        { day: '2026-11-12', rows: 1050, rowsWithoutLabel: 30 },
        { day: '2026-11-13', rows: 1050, rowsWithoutLabel: 28 },
        { day: '2026-11-14', rows: 1050, rowsWithoutLabel: 410 },
      ],
      unmatched: { rows: 12, predictions: 1340 },
    },
    reasons: [
      'the drop of 5.58 % is over the limit of 5 %',
      '12 rows have no prediction: left out where they have a label (on_invalid_prediction: drop)',
    ],
  }),
  'suspected-with-intervals-guards-and-secondary-metrics': report({
    ...DRIFTED,
    slices: [
      {
        ...slice('new-customers', 'tenure_months < 6', 0.6, 1085, 0.78),
        ...range(0.02, 0.74, 0.82),
        rowsWithoutLabel: 65,
        coverage: 0.943,
        also: [{ name: 'recall', params: { threshold: 0.4 }, value: 0.5, ...range(0.03, 0.44, 0.56) }],
        guard: {
          production: 0.9,
          drop: drop(0.133333333333, 0.12),
          threshold: { maxDrop: 0.1, kind: 'relative', confidence: 0.975 },
          verdict: 'drifted',
        },
      },
      {
        ...slice('established', 'tenure_months >= 6', 0.4, 0, 0.86),
        coverage: null,
        isProduction: true,
        also: [{ name: 'recall', params: { threshold: 0.4 }, value: null, standardError: null, interval: null }],
      },
    ],
    ...range(0.012, 0.788, 0.836),
    pooled: { value: 0.78, ...range(0.02, 0.74, 0.82) },
    also: [
      {
        name: 'recall',
        direction: 'higher',
        params: { threshold: 0.4 },
        score: null,
        standardError: null,
        interval: null,
        pooled: { value: 0.5, ...range(0.03, 0.44, 0.56) },
      },
    ],
    production: {
      score: 0.86,
      source: 's3://models/churn.json#/auc',
      revision: 'etag:1',
      standardError: 0.00412,
      slices: [stored('new-customers', 0.9, 0.01, 0.6, 1204), stored('established', 0.86, 0.008, 0.4, 2410)],
    },
    drop: { relative: 0.0558139534884, absolute: 0.048, ...range(0.014, 0.028, 0.0836) },
    threshold: { maxDrop: 0.05, kind: 'relative', confidence: 0.95 },
    verdict: 'suspected',
    reasons: [
      'the drop of 5.58 % is over the limit of 5 %',
      'its 95 % interval, 2.80 % to 8.36 %, reaches back within the limit',
    ],
  }),
  'drifted-with-other-weights-and-rows': report({
    ...DRIFTED,
    dataset: DRIFTED.dataset && { ...DRIFTED.dataset, rowsWithoutLabel: 945, rowsScored: 2205 },
    slices: [
      { ...slice('region=EU', "region = 'EU'", 0.5, 1200, 0.83), ...range(0.012, 0.8064, 0.8536) },
      { ...slice('region=US', "region = 'US'", 0.3, 735, 0.79), ...range(0.02, 0.7506, 0.8294) },
      { ...slice('region=BR', "region = 'BR'", 0.2, 270, 0.7), ...range(0.03, 0.6404, 0.7596) },
    ],
    ...range(0.0105, 0.7714, 0.8126),
    score: 0.792,
    pooled: { value: 0.8, ...range(0.01, 0.7803, 0.8197) },
    production: {
      score: 0.86,
      source: 's3://models/churn/production.json',
      revision: 'etag:2',
      standardError: 0.005,
      slices: [
        stored('region=EU', 0.87, 0.006, 0.6, 3000),
        stored('region=US', 0.85, 0.008, 0.35, 1750),
        stored('region=JP', 0.81, 0.02, 0.05, 250),
      ],
    },
    drop: { relative: 0.0790697674419, absolute: 0.068, ...range(0.0132, 0.0531, 0.105) },
    reasons: ['the drop of 7.91 % is over the limit of 5 %'],
  }),
  'retrain-started': report({
    ...DRIFTED,
    retrain: STARTED,
  }),
  'training-failed': report({
    ...DRIFTED,
    retrain: {
      ...STARTED,
      execution: {
        status: 'FAILED',
        startDate: '2026-11-15T06:00:01.000Z',
        stopDate: '2026-11-15T07:02:03.000Z',
        error: 'SageMaker.AmazonSageMakerException\u001b[31m',
        cause: '{"TrainingJobName":"churn","FailureReason":"AlgorithmError: exit code 137\\nkilled \\u001b[31m"}',
      },
    },
  }),
  'retrain-dry-run': report({
    ...DRIFTED,
    retrain: {
      status: 'dry_run',
      executionArn: null,
      executionName: REQUEST.name,
      reason: 'dry run: this request was not sent',
      request: REQUEST,
      driftEvent: '86204048f4d04cb2760b',
      attempt: 1,
      forcedBecause: null,
      execution: null,
    },
  }),
  'retrain-on-hold-after-a-failure': report({
    ...DRIFTED,
    retrain: {
      status: 'on_hold',
      executionArn: 'arn:aws:states:eu-west-1:123456789012:execution:churn-training:ctrain-churn-86204048f4d04cb2760b-a2',
      executionName: 'ctrain-churn-86204048f4d04cb2760b-a2',
      reason: 'the training ended as FAILED; on_failed: hold waits for a person',
      request: null,
      driftEvent: '86204048f4d04cb2760b',
      attempt: 2,
      forcedBecause: 'the labels of May\u001b[31m were wrong',
      execution: {
        status: 'FAILED',
        startDate: '2026-11-15T06:00:00.000Z',
        stopDate: '2026-11-15T07:00:00.000Z',
        error: 'OutOfMemory',
        cause: `killed\u0007 at 16 GB ${'x'.repeat(400)}\nat train.py`,
      },
    },
  }),
  'hostile-names': report({
    ...DRIFTED,
    model: 'a\u001b[31mb\r\n\u202ec',
    slices: [slice('\u0007bell\u001b]0;title\u0007', null, 1, 1, 0.812)],
  }),
  'tiny-and-huge': report({
    ...DRIFTED,
    slices: [slice('tiny', null, 0.5, 10, 1.5e-300), slice('huge', null, 0.5, 10, 2.5e150)],
    score: 1.25e150,
    verdict: null,
    production: null,
    drop: null,
    threshold: null,
  }),
  'several-models-one-failed': { schemaVersion: 1, evaluations: [DRIFTED, { ...FAILED, model: 'fraud' }] },
}

/** The first evaluation of a scenario. */
export function scenario(name: string): Evaluation {
  const [evaluation] = SCENARIOS[name]?.evaluations ?? []
  if (evaluation === undefined) throw new Error(`there is no scenario ${name}`)
  return evaluation
}

function report(evaluation: Evaluation): Report {
  return { schemaVersion: 1, evaluations: [{ ...evaluation, explanation: explain(evaluation, 0.95) }] }
}

function stored(name: string, score: number, standardError: number, weight: number, rows: number): ProductionSlice {
  return { name, score, standardError, weight, rows }
}

function slice(name: string, where: string | null, weight: number, rows: number, value: number | null): SliceResult {
  const contribution = value === null ? null : weight * value
  const unknown = { standardError: null, interval: null, isProduction: false, also: [], guard: null }
  return { name, where, weight, rows, rowsWithoutLabel: 0, queries: null, coverage: 1, value, contribution, ...unknown }
}

function range(standardError: number, low: number, high: number) {
  return { standardError, interval: [low, high] } as const
}

function drop(relative: number | null, absolute: number | null): Drop {
  return { relative, absolute, standardError: null, interval: null }
}
