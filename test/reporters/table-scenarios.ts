import type { Evaluation, Report, SliceResult } from '../../src/core/evaluation.js'
import { explain } from '../../src/core/explain.js'
import { sliceResult } from '../support/slice-result.js'
import { SCENARIOS } from './scenarios.js'

const DRIFTED = only('drifted')
const STARTED = only('retrain-started')

/** What names may hold: scripts from right to left, wide characters, escapes, hundreds of characters. */
export const HOSTILE_NAMES = [
  'שלום עולם',
  'العملاء 2',
  '🎉 fête 👩‍👩‍👧',
  '新規顧客の一覧'.repeat(20),
  'x'.repeat(300),
  'a\u202eb\u001b[31mc\r\n',
]

/** Reports that only the table shows in a way of its own. */
export const TABLE_SCENARIOS: Readonly<Record<string, Report>> = {
  explained: report(explained()),
  'drifted-by-a-guard': report({
    ...DRIFTED,
    explanation: null,
    score: 0.858,
    drop: { relative: 0.002325581395, absolute: 0.002, standardError: null, interval: null },
    slices: DRIFTED.slices.map((slice, index) => ({
      ...slice,
      guard: {
        production: 0.9,
        drop: { relative: index === 0 ? 0.133333 : 0.01, absolute: 0.1, standardError: null, interval: null },
        threshold: { maxDrop: 0.1, kind: 'relative', confidence: null },
        verdict: index === 0 ? 'drifted' : 'healthy',
      },
    })),
    reasons: [
      'slice new-customers dropped by 13.33 %, over its guard of 10 %',
      'of the weighted sum: the drop of 0.23 % is within the limit of 5 %',
    ],
  }),
  'not-compared': report({
    ...DRIFTED,
    explanation: null,
    drop: null,
    verdict: 'inconclusive',
    reasons: [
      'slice region=US of weight 0.5 is in the production document, not in the config',
      'two different scores are not compared: store one of this definition (ctrain baseline record), or give --allow-mismatch',
    ],
  }),
  'retrain-cooling-down': report({
    ...STARTED,
    retrain: STARTED.retrain && {
      ...STARTED.retrain,
      status: 'cooling_down',
      executionArn: null,
      reason: 'ctrain-churn-0-a1 failed at 2026-11-15T01:00:00.000Z; the cooldown of 24h ends at 2026-11-16T01:00:00.000Z',
    },
  }),
  'thousand-slices': report(withSlices(Array.from({ length: 1000 }, (_, index) => `region=${index % 7}, plan=${index}`))),
  'hostile-slices': report({ ...withSlices(HOSTILE_NAMES), model: HOSTILE_NAMES[0] ?? null }),
}

/** The drifted model with these slices, all of one weight. */
export function withSlices(names: readonly string[]): Evaluation {
  const weight = 1 / names.length
  const slices = names.map((name, index): SliceResult => {
    const value = Number((0.85 - 0.1 * Math.abs(Math.sin(index * 7919))).toFixed(4))
    const interval = [value - 0.03, value + 0.03] as const
    return sliceResult({ name, where: `name = '${name}'`, weight, value, interval, standardError: 0.015, coverage: 0.97 })
  })
  const score = Number((slices.reduce((sum, { value }) => sum + (value ?? 0), 0) * weight).toPrecision(12))
  const absolute = Number((0.86 - score).toPrecision(12))
  const drop = { relative: Number((absolute / 0.86).toPrecision(12)), absolute, standardError: null, interval: null }
  const production = DRIFTED.production && { ...DRIFTED.production, slices: [] }
  return {
    ...DRIFTED,
    production,
    explanation: null,
    slices,
    score,
    standardError: 0.002,
    interval: [score - 0.004, score + 0.004],
    drop,
    reasons: [],
  }
}

/** Against the values of its slices, of which one is gone and one has improved. */
function explained(): Evaluation {
  const slices = DRIFTED.slices.map((slice) => {
    const interval = [(slice.value ?? 0) - 0.02, (slice.value ?? 0) + 0.02] as const
    return { ...slice, standardError: 0.01, interval }
  })
  const stored = { standardError: null, rows: null }
  const production = DRIFTED.production && {
    ...DRIFTED.production,
    slices: [
      { ...stored, name: 'new-customers', score: 0.9, weight: 0.5 },
      { ...stored, name: 'established', score: 0.825, weight: 0.4 },
      { ...stored, name: 'students', score: 0.8, weight: 0.1 },
    ],
  }
  const evaluation = { ...DRIFTED, slices, production, standardError: 0.008, interval: [0.796, 0.828] as const }
  return { ...evaluation, explanation: explain(evaluation, null) }
}

function only(name: string): Evaluation {
  const [evaluation] = SCENARIOS[name]?.evaluations ?? []
  if (evaluation === undefined) throw new Error(`there is no scenario ${name}`)
  return evaluation
}

function report(evaluation: Evaluation): Report {
  return { schemaVersion: 1, evaluations: [evaluation] }
}
