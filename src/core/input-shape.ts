import type { Evaluation } from './evaluation.js'
import type { DroppedSlice } from './worst-slice.js'

/** Which keys can follow which: `any` = whatever the value has, `named` = the names of slices. */
export type InputShape =
  | 'value'
  | 'any'
  | { readonly keys: Readonly<Record<string, InputShape>> }
  | { readonly list: InputShape }
  | { readonly named: InputShape }

/** The shape of a type, so that the compiler finds what is missing here. */
type ShapeOf<T> = [NonNullable<T>] extends [readonly (infer Item)[]]
  ? { readonly list: ShapeOf<Item> }
  : [NonNullable<T>] extends [object]
    ? string extends keyof NonNullable<T>
      ? 'any'
      : { readonly keys: { readonly [K in keyof NonNullable<T>]-?: ShapeOf<NonNullable<T>[K]> } }
    : 'value'

/** What is known before the training starts. */
type Judged = Omit<Evaluation, 'retrain' | 'error'>

const VALUES = { list: 'value' } as const
const ESTIMATE = { value: 'value', standardError: 'value', interval: VALUES } as const
const METRIC = { name: 'value', direction: 'value', params: 'any' } as const

const DROP: ShapeOf<Evaluation['drop']> = {
  keys: { relative: 'value', absolute: 'value', standardError: 'value', interval: VALUES },
}

const THRESHOLD: ShapeOf<Evaluation['threshold']> = { keys: { maxDrop: 'value', kind: 'value', confidence: 'value' } }

const DATASET: ShapeOf<Evaluation['dataset']> = {
  keys: {
    from: 'value',
    to: 'value',
    missingDates: VALUES,
    files: 'value',
    bytes: 'value',
    bytesFetched: 'value',
    rows: 'value',
    rowsScored: 'value',
    rowsWithoutLabel: 'value',
    rowsDropped: 'value',
    days: { list: { keys: { day: 'value', rows: 'value', rowsWithoutLabel: 'value' } } },
    unmatched: { keys: { rows: 'value', predictions: 'value' } },
    fingerprint: 'value',
  },
}

const PRODUCTION: ShapeOf<Evaluation['production']> = {
  keys: {
    score: 'value',
    source: 'value',
    revision: 'value',
    standardError: 'value',
    slices: { list: { keys: { name: 'value', score: 'value', standardError: 'value', weight: 'value', rows: 'value' } } },
  },
}

const SLICE: ShapeOf<Evaluation['slices'][number]> = {
  keys: {
    ...ESTIMATE,
    name: 'value',
    where: 'value',
    weight: 'value',
    rows: 'value',
    rowsWithoutLabel: 'value',
    queries: { keys: { queries: 'value', withoutRelevant: 'value' } },
    coverage: 'value',
    contribution: 'value',
    isProduction: 'value',
    also: { list: { keys: { ...ESTIMATE, name: 'value', params: 'any' } } },
    guard: { keys: { production: 'value', drop: DROP, threshold: THRESHOLD, verdict: 'value' } },
  },
}

const EXPLANATION: ShapeOf<Evaluation['explanation']> = {
  keys: {
    against: 'value',
    slices: {
      list: {
        keys: {
          name: 'value',
          drop: 'value',
          share: 'value',
          performance: 'value',
          mix: 'value',
          value: 'value',
          productionValue: 'value',
          weight: 'value',
          productionWeight: 'value',
          rowShare: 'value',
          productionRowShare: 'value',
        },
      },
    },
    performance: 'value',
    mix: 'value',
    unexplained: 'value',
    rows: { keys: { performance: 'value', mix: 'value' } },
    facts: VALUES,
  },
}

const EVALUATION: ShapeOf<Judged> = {
  keys: {
    model: 'value',
    evaluatedAt: 'value',
    dataset: DATASET,
    metric: { keys: METRIC },
    slices: { list: SLICE },
    score: 'value',
    standardError: 'value',
    interval: VALUES,
    confidence: 'value',
    pooled: { keys: ESTIMATE },
    also: {
      list: { keys: { ...METRIC, score: 'value', standardError: 'value', interval: VALUES, pooled: { keys: ESTIMATE } } },
    },
    production: PRODUCTION,
    drop: DROP,
    threshold: THRESHOLD,
    explanation: EXPLANATION,
    verdict: 'value',
    reasons: VALUES,
  },
}

const DROPPED: ShapeOf<DroppedSlice> = { keys: { ...SLICE.keys, dropContribution: 'value' } }

/** All that placeholders of `retrain.input` can name. */
export const INPUT_SHAPE: InputShape = {
  keys: {
    model: 'value',
    driftEvent: 'value',
    attempt: 'value',
    stateMachine: 'value',
    record: 'value',
    verdict: 'value',
    score: 'value',
    evaluation: EVALUATION,
    dataset: { keys: { ...DATASET.keys, source: 'any' } },
    slices: { named: DROPPED },
    production: PRODUCTION,
    drop: DROP,
  },
}
