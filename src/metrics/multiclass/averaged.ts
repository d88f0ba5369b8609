import { type ClassesMetric, type Confusion, type Params, ratio } from '../../core/metric.js'
import { optionalNumber, textParam } from '../../core/params.js'
import { classesMetric, sumOver } from './classes.js'
import type { OneVsRest } from './one_vs_rest.js'

type Averaged = Pick<ClassesMetric, 'name' | 'summary' | 'formula' | 'undefinedWhen' | 'source'> & {
  /** Of one class against the rest. */
  readonly ofClass: (decision: Decision) => number | null
}

/** Completes a metric that each class has by itself, and that is averaged over the classes. */
export function averagedMetric({ ofClass, ...description }: Averaged): ClassesMetric {
  return classesMetric({
    ...description,
    range: '0 to 1',
    params: PARAMS,
    value: (decisions, params) => average(decisions, params, ofClass),
  })
}

type Decision = Omit<Confusion, 'tn'>

const PARAMS: ClassesMetric['params'] = {
  average: {
    type: 'text',
    description:
      'macro = mean of the classes, weighted = their mean by weight of the labels, micro = of all decisions together; any other text is the class of which to take the value',
  },
  zero_division: {
    type: 'number',
    description: 'value of a class for which the metric is undefined; without it the average is undefined, too',
    optional: true,
    choices: [0, 1],
  },
}

function average(decisions: OneVsRest, params: Params, ofClass: Averaged['ofClass']): number | null {
  const { classes, total, tp, fp, fn } = decisions
  const kind = textParam(params, 'average')
  // Every row is one true positive, or one false positive and one false negative.
  if (kind === 'micro') return sumOver(decisions, (decision) => decision.tp) / total
  const fallback = optionalNumber(params, 'zero_division')
  const decisionOf = (index: number) => ({ tp: tp[index] ?? 0, fp: fp[index] ?? 0, fn: fn[index] ?? 0 })
  if (kind !== 'macro' && kind !== 'weighted') return ofClass(decisionOf(classes.indexOf(kind))) ?? fallback
  let sum = 0
  let support = 0
  for (const index of classes.keys()) {
    const decision = decisionOf(index)
    const share = shareOf(decision, kind)
    if (share === 0) continue
    const value = ofClass(decision) ?? fallback
    if (value === null) return null
    sum += share * value
    support += share
  }
  return ratio(sum, support)
}

/** A class counts if it occurs at all, or by the weight of its labels. */
function shareOf({ tp, fp, fn }: Decision, kind: 'macro' | 'weighted'): number {
  if (kind === 'weighted') return tp + fn
  return tp + fp + fn > 0 ? 1 : 0
}
