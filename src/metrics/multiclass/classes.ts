import type { ClassesMetric, Confusion, Params } from '../../core/metric.js'
import { type OneVsRest, oneVsRest } from './one_vs_rest.js'

type Described = Omit<ClassesMetric, 'kind' | 'task' | 'direction' | 'params' | 'finish'> & {
  readonly params?: ClassesMetric['params']
  /** Only asked where there are rows. */
  readonly value: (decisions: OneVsRest, params: Params) => number | null
}

/** Completes a metric of several classes. */
export function classesMetric({ value, ...description }: Described): ClassesMetric {
  return {
    params: {},
    ...description,
    kind: 'classes',
    task: 'multiclass',
    direction: 'higher',
    finish(matrix, params) {
      const decisions = oneVsRest(matrix)
      return decisions.total === 0 ? null : value(decisions, params)
    },
  }
}

/** Σ over the classes. */
export function sumOver({ tp, fp, fn }: OneVsRest, value: (decision: Omit<Confusion, 'tn'>, index: number) => number): number {
  let sum = 0
  for (let index = 0; index < tp.length; index++) {
    sum += value({ tp: tp[index] ?? 0, fp: fp[index] ?? 0, fn: fn[index] ?? 0 }, index)
  }
  return sum
}
