import type { Column, MetricPlan } from '../../core/ports.js'
import { double, identifier } from '../../core/sql.js'
import { classText, countClasses, mostProbable, ownProbability } from './classes.js'
import { typeOf } from './columns.js'
import { type Profile, stateExpression } from './state.js'

/** Groups of rows that the jackknife leaves out one at a time. */
export const BUCKETS = 64

/** What canonical rows are made of. */
export interface RowsRequest {
  readonly plan: MetricPlan
  readonly columns: readonly Column[]
  readonly relation: string
  readonly profile: Profile
  /** Further expressions over the relation, as `expression AS name`. */
  readonly carried: readonly string[]
}

/**
 * The canonical rows of a plan: `label`, `prediction` and `weight` as doubles (text for classes),
 * `ctrain_epsilon`, and what the row is good for: its `ctrain_state`. With a column per class `ctrain_probability0` …,
 * also `ctrain_probability` (of the label's class), and how many classes are more probable, `ctrain_above`, or as
 * probable, `ctrain_tied`. Custom metrics read columns of the dataset beside these, so those may not begin with `ctrain_`.
 */
export function canonicalRows({ plan, columns, relation, profile, carried }: RowsRequest): string {
  const { label, prediction, probabilities, weight } = plan.columns
  const isClasses = plan.task === 'multiclass'
  const value = (name: string) => (isClasses ? classText(name, plan.columns, columns) : `CAST(${identifier(name)} AS DOUBLE)`)
  const lines = [
    `${value(label)} AS label`,
    ...(prediction === null ? [] : [`${value(prediction)} AS prediction`]),
    ...Object.values(probabilities ?? {}).map(
      (name, index) => `CAST(${identifier(name)} AS DOUBLE) AS ctrain_probability${index}`,
    ),
    `${weight === null ? 'CAST(1 AS DOUBLE)' : `CAST(${identifier(weight)} AS DOUBLE)`} AS weight`,
    ...carried,
  ]
  const read = `SELECT ${lines.join(',\n    ')} FROM ${relation}`
  return `
SELECT *, ${double(epsilonOf(plan, columns))} AS ctrain_epsilon, ${stateExpression(plan, columns, profile)} AS ctrain_state
FROM (${probabilities === null ? read : withProbability(read, Object.keys(probabilities), prediction === null)})`
}

function withProbability(rows: string, classes: readonly string[], isPredicted: boolean): string {
  const predicted = isPredicted ? [`${mostProbable(classes)} AS prediction`] : []
  const own = ['*', ...predicted, `${ownProbability(classes)} AS ctrain_probability`]
  return `SELECT *, ${countClasses('>', classes)} AS ctrain_above, ${countClasses('=', classes)} AS ctrain_tied
FROM (SELECT ${own.join(', ')} FROM (${rows}))`
}

/** Machine epsilon of the predictions' type, the widest of several. */
function epsilonOf({ columns: { prediction, probabilities } }: MetricPlan, columns: readonly Column[]): number {
  const scores = probabilities !== null ? Object.values(probabilities) : prediction !== null ? [prediction] : []
  return scores.every((name) => isSingle(columns, name)) ? 2 ** -23 : Number.EPSILON
}

/** SQL of a binary decision. A threshold of 0.7 must admit the float32 nearest to 0.7. */
export function decision(threshold: number, plan: MetricPlan, columns: readonly Column[]): string {
  const limit =
    plan.columns.prediction !== null && isSingle(columns, plan.columns.prediction) ? Math.fround(threshold) : threshold
  return `prediction >= ${double(limit)}`
}

/** Whether rows of one group, or else of one id, belong together and are not independent. */
export function isClustered({ columns }: MetricPlan): boolean {
  return columns.group !== null || columns.id !== null
}

/** SQL of the bucket that a row falls into, where rows are clustered. */
export function bucketExpression({ columns }: MetricPlan, buckets = BUCKETS): string {
  const key = columns.group ?? columns.id
  if (key === null) throw new Error('rows without group and id are independent')
  return `CAST(hash(${identifier(key)}) % ${buckets} AS INTEGER)`
}

function isSingle(columns: readonly Column[], name: string): boolean {
  return typeOf(name, columns) === 'FLOAT'
}
