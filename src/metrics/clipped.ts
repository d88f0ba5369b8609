/** SQL of a probability that is neither 0 nor 1, as scikit-learn clips it before it takes the logarithm. */
export function clipped(probability: string): string {
  const [least, greatest] = ['ctrain_epsilon', '1 - ctrain_epsilon']
  return `CASE WHEN ${probability} < ${least} THEN ${least} WHEN ${probability} > ${greatest} THEN ${greatest} ELSE ${probability} END`
}
