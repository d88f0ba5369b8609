import { dropOf } from '../../src/core/decide.js'
import { type Evaluation, emptyEvaluation, type ProductionSlice, type SliceResult } from '../../src/core/evaluation.js'
import { sum } from '../../src/core/sum.js'
import { sliceResult } from './slice-result.js'

interface Here extends Partial<SliceResult> {
  readonly name: string
  readonly weight: number
  readonly value: number
}

/** A judged evaluation whose score is the weighted sum of these slices. */
export function judged(
  here: readonly Here[],
  stored: readonly ProductionSlice[],
  score: number,
  direction: 'higher' | 'lower' = 'higher',
): Evaluation {
  const now = sum(here.map(({ weight, value }) => weight * value))
  const threshold = { maxDrop: 0.05, kind: 'absolute', confidence: null } as const
  const production = { score, source: 'p.json', revision: 'r', standardError: null, slices: stored }
  return {
    ...emptyEvaluation('churn', new Date(0)),
    metric: { name: 'roc_auc', direction, params: {} },
    slices: here.map((slice) => sliceResult(slice)),
    score: now,
    production,
    threshold,
    drop: dropOf(now, { production, direction, error: null, threshold, confidence: 0.95 }),
  }
}

export function stored(name: string, score: number, weight: number | null = null, rows: number | null = null): ProductionSlice {
  return { name, score, standardError: null, weight, rows }
}
