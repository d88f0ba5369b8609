import type { Column, MetricPlan } from '../../core/ports.js'
import { double, identifier, same } from './quote.js'

/** Slices per mask column: bits of a signed 32-bit integer that stay positive. */
export const MASK_BITS = 30

/** The names of the mask columns that hold one membership bit per slice. */
export function maskColumns(sliceCount: number): string[] {
  return Array.from({ length: Math.ceil(sliceCount / MASK_BITS) }, (_, word) => `mask${word}`)
}

/**
 * The canonical rows of a plan: `label`, `prediction`, `weight` as doubles, `predicted`, `epsilon`,
 * the slice masks, and what the row is good for: `invalid_*` flags and `scored`. `carried` columns of
 * the relation are kept as they are.
 */
export function canonicalRows(
  plan: MetricPlan,
  columns: readonly Column[],
  relation: string,
  carried: readonly string[] = [],
): string {
  const { label, prediction, weight } = plan.columns
  const isSingle = typeOf(columns, prediction) === 'FLOAT'
  const lines = [
    `CAST(${identifier(label)} AS DOUBLE) AS label`,
    `CAST(${identifier(prediction)} AS DOUBLE) AS prediction`,
    `${weight === null ? 'CAST(1 AS DOUBLE)' : `CAST(${identifier(weight)} AS DOUBLE)`} AS weight`,
    ...maskExpressions(plan).map((mask, word) => `${mask} AS mask${word}`),
    ...carried,
  ]
  const epsilon = isSingle ? 2 ** -23 : Number.EPSILON
  const { threshold } = plan.metric.params
  // A threshold of 0.7 must admit the float32 nearest to 0.7.
  const limit = threshold === undefined ? null : isSingle ? Math.fround(threshold) : threshold
  return `
SELECT *,
  labelled AND NOT invalid_label AND NOT invalid_prediction AND NOT invalid_weight AND weight > 0 AS scored
FROM (
  SELECT *,
    ${double(epsilon)} AS epsilon,
    ${limit === null ? 'NULL' : `prediction >= ${double(limit)}`} AS predicted,
    label IS NOT NULL AS labelled,
    label IS NOT NULL AND NOT ${validLabel(plan)} AS invalid_label,
    label IS NOT NULL AND (prediction IS NULL OR NOT ${validPrediction(plan)}) AS invalid_prediction,
    label IS NOT NULL AND (weight IS NULL OR NOT isfinite(weight) OR weight < 0) AS invalid_weight
  FROM (SELECT ${lines.join(',\n    ')} FROM ${relation})
)`
}

function validLabel({ metric }: MetricPlan): string {
  return metric.metric.task === 'binary' ? '(label = 0 OR label = 1)' : 'isfinite(label)'
}

function validPrediction({ metric }: MetricPlan): string {
  return metric.metric.probabilities === true
    ? '(isfinite(prediction) AND prediction >= 0 AND prediction <= 1)'
    : 'isfinite(prediction)'
}

function maskExpressions({ slices }: MetricPlan): string[] {
  return maskColumns(slices.length).map((_, word) => {
    const bits = slices
      .slice(word * MASK_BITS, (word + 1) * MASK_BITS)
      // The line break ends a comment at the predicate's end.
      .map(({ where }, bit) => (where === null ? `${2 ** bit}` : `CASE WHEN (${where}\n) THEN ${2 ** bit} ELSE 0 END`))
    return `CAST(${bits.join(' + ')} AS INTEGER)`
  })
}

function typeOf(columns: readonly Column[], name: string): string | undefined {
  return columns.find((column) => same(column.name, name))?.type
}
