import { type Confusion, type ConfusionMetric, type ParamSpec, type Params, ratio } from '../core/metric.js'
import { optionalNumber } from '../core/params.js'

type Confused = Omit<ConfusionMetric, 'kind' | 'task' | 'params'> & { readonly params?: ConfusionMetric['params'] }

/** Completes a metric of the weighted confusion matrix. */
export function confusionMetric(description: Confused): ConfusionMetric {
  return { ...description, kind: 'confusion', task: 'binary', params: { ...description.params, threshold: THRESHOLD } }
}

const THRESHOLD: ParamSpec = { type: 'number', description: 'a prediction at or above it is positive', default: 0.5 }

/** For metrics where scikit-learn has it. */
export const ZERO_DIVISION = {
  zero_division: { type: 'number', description: 'the value where the denominator is 0', optional: true, choices: [0, 1] },
} as const satisfies Readonly<Record<string, ParamSpec>>

/** a / b; where b is 0, `zero_division` if it is given, else null. */
export function ratioOr(numerator: number, denominator: number, params: Params): number | null {
  return ratio(numerator, denominator) ?? optionalNumber(params, 'zero_division')
}

/** Counts as shares of all: products of huge or tiny weights would overflow or vanish. */
export function sharesOf({ tp, fp, fn, tn }: Confusion): Confusion {
  const all = tp + fp + fn + tn
  return { tp: tp / all, fp: fp / all, fn: fn / all, tn: tn / all }
}
