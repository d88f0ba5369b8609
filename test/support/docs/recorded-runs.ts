import type { RecordedRun } from '../../../src/core/records.js'
import { recordedRun } from '../../reporters/histories.js'
import { MACHINES } from './config.js'

const NAME = 'ctrain-churn-86204048f4d04cb2760b-a1'
const ARN = `${MACHINES[0]?.replace(':stateMachine:', ':execution:')}:${NAME}`

/** Scores of the days from the first; null = the run failed. Above 0.865 it is the new model. */
const SCORES = [0.862, 0.86, 0.853, 0.854, 0.845, null, 0.834, 0.833, 0.821, 0.812, 0.801, 0.792, 0.868, 0.867, 0.868]

/** The runs of a model that decays, is trained, and is well again. */
export function recordedRuns(): RecordedRun[] {
  return SCORES.map((score, index) => recordedRun(index + 1, score === null ? FAILED : runOf(score, SCORES[index - 1] ?? null)))
}

function runOf(score: number, before: number | null): Partial<RecordedRun> {
  const production = score > 0.865 ? 0.868 : 0.86
  const absolute = Number((production - score).toPrecision(12))
  const drop = { relative: Number((absolute / production).toPrecision(12)), absolute }
  const isDrifted = drop.relative > 0.05
  return {
    score,
    drop,
    interval: [score - 0.014, score + 0.014],
    production: { score: production, source: 's3://models/churn/production.json', revision: `etag:${production}` },
    verdict: isDrifted ? 'drifted' : 'healthy',
    ...(isDrifted && {
      retrain: {
        status: before !== null && before > 0.817 ? 'started' : 'joined',
        executionArn: ARN,
        executionName: NAME,
        reason: '',
        execution: { status: 'RUNNING', startDate: '2026-11-10T06:00:13.000Z' },
      },
    }),
  }
}

const FAILED: Partial<RecordedRun> = {
  score: null,
  standardError: null,
  interval: null,
  drop: null,
  production: null,
  verdict: null,
  retrain: null,
  error: { kind: 'network', message: 's3:GetObject on s3://lake/churn/dt=2026-11-06/part-0.parquet failed: connect ETIMEDOUT' },
}
