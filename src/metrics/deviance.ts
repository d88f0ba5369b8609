import type { Constraint } from '../core/metric.js'
import { double } from '../core/sql.js'

/** SQL of the Tweedie unit deviance of one row (Jørgensen 1987). Powers between 0 and 1 have none. */
export function unitDeviance(power: number): string {
  if (power === 0) return '(label - prediction) ** 2'
  if (power === 1) return `2 * (CASE WHEN label = 0 THEN 0 ELSE label * ${LOG_RATIO} END - label + prediction)`
  if (power === 2) return `2 * (label / prediction - 1 - ${LOG_RATIO})`
  const [one, two] = [double(1 - power), double(2 - power)]
  return `2 * prediction ** ${two} * ((label / prediction) ** ${two} / (${one} * ${two}) - label / prediction / ${one} + 1 / ${two})`
}

/** The logarithm of a ratio may be a number where the ratio itself is 0 or infinite. */
const LOG_RATIO = `CASE WHEN label / prediction BETWEEN 1e-300 AND 1e300 THEN ln(label / prediction)
  ELSE ln(label) - ln(prediction) END`

export function labelDomain(power: number): Constraint | null {
  if (power === 0) return null
  return power < 2 ? { condition: 'label >= 0', violation: 'below 0' } : { condition: 'label > 0', violation: 'not above 0' }
}

export function predictionDomain(power: number): Constraint | null {
  return power === 0 ? null : { condition: 'prediction > 0', violation: 'not above 0' }
}
