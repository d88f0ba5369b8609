import type { Confusion, ParamSpec, Params } from '../core/metric.js'
import { tableParam } from '../core/params.js'
import { sharesOf } from './confusion.js'

export const COST_MATRIX = {
  cost_matrix: {
    type: 'table',
    description: 'what each outcome counts: { tp: …, fp: …, fn: …, tn: … }',
    keys: ['tp', 'fp', 'fn', 'tn'],
  },
} as const satisfies Readonly<Record<string, ParamSpec>>

/** Mean over the rows of what their outcomes count. */
export function meanOutcome(confusion: Confusion, params: Params): number {
  const counts = tableParam(params, 'cost_matrix')
  return Object.entries(sharesOf(confusion)).reduce((sum, [outcome, share]) => sum + share * (counts[outcome] ?? Number.NaN), 0)
}
