import type { Column, MetricPlan } from '../../core/ports.js'
import { literal } from '../../core/sql.js'
import { isClass } from './classes.js'

/** What a row is good for; every row is in exactly one state. */
export const STATE = {
  unlabelled: 0,
  invalidLabel: 1,
  invalidWeight: 2,
  invalidPrediction: 3,
  weightless: 4,
  scored: 5,
  /** A prediction that a metric is not defined for. */
  unfitPrediction: 6,
} as const

/** What is known of all rows before they are read one by one; it spares tests that can't fail. */
export interface Profile {
  readonly labelsGiven: boolean
  readonly labelsValid: boolean
  readonly predictionsValid: boolean
  /** True also without row weights. */
  readonly weightsPositive: boolean
  /** Canonical columns of which this holds only if they have no NaN. */
  readonly suspects: readonly ('label' | 'prediction' | 'weight')[]
}

export const UNKNOWN: Profile = {
  labelsGiven: false,
  labelsValid: false,
  predictionsValid: false,
  weightsPositive: false,
  suspects: [],
}

/** Whether every row is scored. */
export function isClean({ labelsGiven, labelsValid, predictionsValid, weightsPositive }: Profile): boolean {
  return labelsGiven && labelsValid && predictionsValid && weightsPositive
}

/** SQL of a row's state over the canonical columns. */
export function stateExpression(plan: MetricPlan, columns: readonly Column[], profile: Profile): string {
  const { prediction } = plan.columns
  const isText = plan.task === 'multiclass' && prediction !== null
  // A profile counts what is given; of classes it does not know NaN.
  const areValid = profile.predictionsValid && !(isText && isClass('prediction', prediction, columns).length > 0)
  const isWeighted = !profile.weightsPositive && plan.columns.weight !== null
  const cases = [
    // A weight of 0 equals the row's absence, whatever it holds.
    ...(isWeighted ? [`WHEN weight = 0 THEN ${STATE.weightless}`] : []),
    ...(profile.labelsGiven ? [] : [`WHEN label IS NULL THEN ${STATE.unlabelled}`]),
    ...(isWeighted ? [`WHEN weight IS NULL OR NOT isfinite(weight) OR weight < 0 THEN ${STATE.invalidWeight}`] : []),
    ...(profile.labelsValid ? [] : [`WHEN NOT ${validLabel(plan, columns)} THEN ${STATE.invalidLabel}`]),
    ...(areValid ? [] : [`WHEN NOT ${isGiven(plan, columns)} THEN ${STATE.invalidPrediction}`]),
    ...(areValid ? [] : domains(plan).map((condition) => `WHEN NOT (${condition}) THEN ${STATE.unfitPrediction}`)),
  ]
  return cases.length === 0 ? `${STATE.scored}` : `CASE ${cases.join(' ')} ELSE ${STATE.scored} END`
}

function validLabel({ task, columns, metrics }: MetricPlan, types: readonly Column[]): string {
  if (task === 'binary') return '(label = 0 OR label = 1)'
  if (task === 'multiclass') {
    const { label, probabilities } = columns
    const named = probabilities === null ? [] : [`label IN (${Object.keys(probabilities).map(literal).join(', ')})`]
    return `(${['true', ...named, ...isClass('label', label, types)].join(' AND ')})`
  }
  const domains = metrics.flatMap(({ metric, params }) => metric.labelDomain?.(params)?.condition ?? [])
  return `(${['isfinite(label)', ...domains].join(' AND ')})`
}

/** Whether there is a prediction: neither null nor NaN nor infinite. */
function isGiven({ task, columns }: MetricPlan, types: readonly Column[]): string {
  const { prediction, probabilities } = columns
  const conditions = [...Object.keys(probabilities ?? {}).keys()].map(
    (index) => `coalesce(isfinite(ctrain_probability${index}), false)`,
  )
  if (prediction !== null) {
    conditions.push('prediction IS NOT NULL')
    conditions.push(...(task === 'multiclass' ? isClass('prediction', prediction, types) : ['isfinite(prediction)']))
  }
  return `(${conditions.join(' AND ')})`
}

/** What the metrics need of a prediction. */
function domains({ task, columns, metrics }: MetricPlan): string[] {
  const classes = [...Object.keys(columns.probabilities ?? {}).keys()]
  if (task === 'multiclass') return classes.map((index) => `ctrain_probability${index} BETWEEN 0 AND 1`)
  const isProbability = metrics.some(({ metric }) => metric.probabilities === true)
  const own = metrics.flatMap(({ metric, params }) => metric.predictionDomain?.(params)?.condition ?? [])
  return [...(isProbability ? ['prediction BETWEEN 0 AND 1'] : []), ...own]
}
