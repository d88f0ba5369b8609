/** SQL of ln(1 + x) to full precision, also for tiny x (Goldberg 1991, theorem 4). */
export function log1p(x: string): string {
  return `CASE WHEN 1 + ${x} = 1 THEN ${x} ELSE ln(1 + ${x}) * ${x} / ((1 + ${x}) - 1) END`
}

/** Where it is defined. */
export const ABOVE_MINUS_ONE = {
  labelDomain: () => ({ condition: 'label > -1', violation: 'not above -1' }),
  predictionDomain: () => ({ condition: 'prediction > -1', violation: 'not above -1' }),
} as const
