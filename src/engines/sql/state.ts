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
    ...(areValid ? [] : [`WHEN NOT ${validPrediction(plan, columns)} THEN ${STATE.invalidPrediction}`]),
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

function validPrediction({ task, columns, metrics }: MetricPlan, types: readonly Column[]): string {
  const indexes = Object.keys(columns.probabilities ?? {}).keys()
  const conditions = [...indexes].map(
    (index) => `coalesce(isfinite(ctrain_probability${index}) AND ctrain_probability${index} BETWEEN 0 AND 1, false)`,
  )
  if (columns.prediction !== null) conditions.push('prediction IS NOT NULL')
  if (task === 'multiclass') {
    if (columns.prediction !== null) conditions.push(...isClass('prediction', columns.prediction, types))
  } else {
    conditions.push('isfinite(prediction)')
    if (metrics.some(({ metric }) => metric.probabilities === true)) conditions.push('prediction >= 0 AND prediction <= 1')
    conditions.push(...metrics.flatMap(({ metric, params }) => metric.predictionDomain?.(params)?.condition ?? []))
  }
  return `(${conditions.join(' AND ')})`
}
